package com.example;

import static dev.freshet.testkit.Changes.updated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.testkit.Freshet;
import dev.freshet.testkit.FreshetTest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@FreshetTest(rules = "/bookshop/rules.yml", schema = "/bookshop/schema.sql")
class BookIT {
  private static final String ID = "6f2d1f5e-41c5-4b0c-8a39-0c6f1f9f7b11";

  @BeforeEach
  void fill(Freshet freshet) {
    freshet.sql(
        "insert into books values ('" + ID + "', 'The Dispossessed')",
        "insert into authors values (7, 'U. Le Guin')",
        "insert into book_authors values ('" + ID + "', 7)",
        "insert into prices values ('" + ID + "', 12)");
  }

  @Test
  void everyBookShowsTheNamesOfItsAuthors(Freshet freshet) {
    assertThat(freshet.apply(updated("authors").column("id", 7).column("name", "U.", "Ursula")))
        .deleted("book:" + ID)
        .andNothingElse();
    freshet.cached("book:" + ID);
    freshet.sql("update authors set name = 'Ursula K. Le Guin'");
    freshet.awaitInvalidated("book:" + ID);
  }

  @Test
  void allThatABookIsReadFromHasARule(Freshet freshet) {
    assertThat(freshet.rules()).cover("book", connection -> load(connection, ID));
    assertThat(freshet.rules()).cover("book", () -> load(freshet.jdbcUrl(), ID));
  }

  private static void load(String url, String id) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      load(connection, id);
    }
  }

  private static void load(Connection connection, String id) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          """
          select b.title, p.amount, (select string_agg(a.name, ', ')
            from book_authors ba join authors a on a.id = ba.author_id where ba.book_id = b.id)
          from books b left join prices p on p.book_id = b.id where b.id = '%s'"""
              .formatted(id));
    }
  }
}
