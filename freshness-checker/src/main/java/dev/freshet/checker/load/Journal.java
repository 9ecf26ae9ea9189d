package dev.freshet.checker.load;

import dev.freshet.checker.history.Change;
import dev.freshet.checker.history.Row;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the database noted itself of its changes.
 *
 * @param tokens from the token that a transaction noted to its id
 */
public record Journal(List<Change> changes, Map<String, Long> tokens) {

  public static Journal read(Connection connection) throws SQLException {
    List<Change> changes = new ArrayList<>();
    Map<String, Long> tokens = new HashMap<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery("select * from checker.journal")) {
        while (row.next()) {
          changes.add(change(row));
        }
      }
      try (ResultSet row = statement.executeQuery("select token, xid from checker.token")) {
        while (row.next()) {
          tokens.put(row.getString(1), row.getLong(2));
        }
      }
    }
    return new Journal(changes, tokens);
  }

  /** Forgets everything; the versions go on. */
  public static void clear(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("truncate checker.journal, checker.token, checker.deliveries");
    }
  }

  private static Change change(ResultSet row) throws SQLException {
    return new Change(
        new Row(Row.Kind.valueOf(row.getString("kind")), row.getLong("id"), row.getInt("position")),
        row.getLong("version"),
        row.getBoolean("deleted"),
        row.getLong("xid"),
        summary(row));
  }

  private static Change.@Nullable Summary summary(ResultSet row) throws SQLException {
    long version = row.getLong("summary_version");
    return row.wasNull()
        ? null
        : new Change.Summary(
            version, row.getLong("category"), row.getBoolean("in_stock"), row.getString("name"));
  }
}
