package dev.freshet.invalidator.capture.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.invalidator.CatalogDatabase;
import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.rules.TableName;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class SchemaFactsIT {

  @Test
  void aTypeIsWrittenSoThatACastCutsNothingOff() {
    TableName table = TableName.of("codes");
    try (CatalogDatabase server = CatalogDatabase.start()) {
      server.sql("create table codes (code char(3) primary key, name varchar(9), price numeric)");
      JdbcClient database = client(server);

      SchemaFacts facts =
          SchemaFacts.of(database, Map.of(table, new RelationName("public", "codes")));

      assertThat(facts.columns().getOrDefault(table, Map.of()).values())
          .hasSize(3)
          .allSatisfy(
              column ->
                  assertThat(
                          database
                              .sql("select ('123'::%s)::text".formatted(column.type()))
                              .query(String.class)
                              .single())
                      .isEqualTo("123"))
          .extracting(SchemaFacts.Column::family)
          .containsExactlyInAnyOrder("character", "text", "numeric");
    }
  }

  private static JdbcClient client(CatalogDatabase server) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(server.jdbcUrl());
    source.setUser(LocalPostgres.SUPERUSER);
    source.setPassword(LocalPostgres.SUPERUSER);
    return JdbcClient.create(source);
  }
}
