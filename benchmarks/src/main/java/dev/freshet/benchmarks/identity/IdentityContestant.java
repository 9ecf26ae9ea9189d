package dev.freshet.benchmarks.identity;

import dev.freshet.benchmarks.capture.CapturedServers;
import dev.freshet.benchmarks.harness.Contestant;
import dev.freshet.benchmarks.report.Measure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * One way to log old values: what a change costs its writer and the log, and what it costs the
 * server to decode it.
 *
 * @param identity the statements that set it
 */
record IdentityContestant(
    String name, List<String> identity, CapturedServers servers, int rows, Changes changes)
    implements Contestant {

  static final Measure WAL = new Measure("WAL per row", "bytes");
  static final Measure WRITER = new Measure("writer per row", "us");
  static final Measure DECODED = new Measure("decoded", "rows/s");

  private static final String SLOT = "identity";

  /** Changes as many products, those with the ids from 1 on. */
  interface Changes {
    void make(Connection connection, int rows) throws SQLException;
  }

  @Override
  public Map<Measure, Double> measure() throws SQLException {
    servers.execute("alter table products replica identity default");
    servers.execute("drop index if exists products_replica_identity");
    identity.forEach(servers::execute);
    try (Connection connection = servers.connect()) {
      changes.make(connection, rows);
      servers.execute("vacuum products");
      servers.execute("checkpoint");
      servers.execute(
          "select pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(SLOT));
      try {
        return measure(connection);
      } finally {
        servers.execute("select pg_drop_replication_slot('%s')".formatted(SLOT));
      }
    }
  }

  private Map<Measure, Double> measure(Connection connection) throws SQLException {
    String before = servers.ask("select pg_current_wal_insert_lsn()");
    long start = System.nanoTime();
    changes.make(connection, rows);
    double writing = System.nanoTime() - start;
    String bytes =
        servers.ask("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '%s')".formatted(before));
    return Map.of(
        WAL, Double.parseDouble(bytes) / rows,
        WRITER, writing / 1e3 / rows,
        DECODED, rows * 1e9 / decode());
  }

  /** In nanoseconds. */
  private double decode() {
    long start = System.nanoTime();
    String messages =
        servers.ask(
            """
            select count(*) filter (where get_byte(data, 0) = ascii('U'))
            from pg_logical_slot_get_binary_changes(
              '%s', null, null, 'proto_version', '1', 'publication_names', 'freshet')
            """
                .formatted(SLOT));
    double time = System.nanoTime() - start;
    if (Integer.parseInt(messages) != rows) {
      throw new IllegalStateException("%s of %d updates were decoded".formatted(messages, rows));
    }
    return time;
  }
}
