package dev.freshet.invalidator.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.invalidator.CatalogDatabase;
import dev.freshet.local.postgres.LocalPostgres;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class LogMarksIT {

  @Test
  void nudgesAgainOnceTheLastNudgeHasCome() {
    try (CatalogDatabase server = CatalogDatabase.start()) {
      JdbcClient database = client(server);
      database
          .sql("select pg_create_logical_replication_slot('nudges', 'pgoutput')::text")
          .query(String.class)
          .single();
      LogMarks marks = new LogMarks(database, Duration.ofSeconds(1));

      marks.nudge(0);
      long first = nudges(database).get(0);
      marks.nudge(first - 1_000_000);
      assertThat(nudges(database)).hasSize(1);

      marks.nudge(first);
      assertThat(nudges(database)).hasSize(2);
    }
  }

  /** Where they are, as Debezium has it. */
  private static List<Long> nudges(JdbcClient database) {
    return database
        .sql(
            """
            select pg_wal_lsn_diff(lsn, '0/0')::bigint
            from pg_logical_slot_peek_binary_changes('nudges', null, null,
              'proto_version', '1', 'publication_names', 'freshet', 'messages', 'true')
            where get_byte(data, 0) = ascii('M')
            """)
        .query(Long.class)
        .list();
  }

  private static JdbcClient client(CatalogDatabase server) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(server.jdbcUrl());
    source.setUser(LocalPostgres.SUPERUSER);
    source.setPassword(LocalPostgres.SUPERUSER);
    return JdbcClient.create(source);
  }
}
