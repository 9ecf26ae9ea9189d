package dev.freshet.local.postgres;

import dev.freshet.local.Closer;
import dev.freshet.local.StartupPause;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/**
 * Stands in for a synchronous standby that is slow: it receives the write-ahead log, and says that
 * it has it only when it is told to. Until then every commit of the server waits, in the log
 * already and visible to nobody. Not thread-safe.
 */
public final class SlowStandby implements AutoCloseable {

  private static final String NAME = "slow";
  private static final String DATABASE = "postgres";
  private static final long START_LIMIT_NANOS = 10_000_000_000L;

  private final LocalPostgres primary;
  private final PGReplicationStream stream;
  private final Closer closer;

  private SlowStandby(LocalPostgres primary, PGReplicationStream stream, Closer closer) {
    this.primary = primary;
    this.stream = stream;
    this.closer = closer;
  }

  /** Connects, and returns when commits wait for it. */
  public static SlowStandby of(LocalPostgres primary) throws SQLException {
    return Closer.opening(
        closer -> {
          Connection connection = closer.add(replicationConnection(primary));
          PGReplicationStream stream = closer.add(receive(primary, connection));
          closer.add(() -> set(primary, "reset synchronous_standby_names"));
          SlowStandby standby = new SlowStandby(primary, stream, closer);
          set(primary, "set synchronous_standby_names = '" + NAME + "'");
          standby.awaitSetting();
          return standby;
        });
  }

  private static void set(LocalPostgres primary, String setting) {
    primary.execute(DATABASE, "alter system " + setting, "select pg_reload_conf()");
  }

  private void awaitSetting() throws SQLException {
    long deadline = System.nanoTime() + START_LIMIT_NANOS;
    while (!ask(primary, "show synchronous_standby_names").equals(NAME)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("PostgreSQL does not take the standby for synchronous");
      }
      StartupPause.take();
    }
  }

  /** Says that it has all that has come by now. */
  public void acknowledge() throws SQLException {
    while (stream.readPending() != null) {
      // Only the position counts.
    }
    stream.setFlushedLSN(stream.getLastReceiveLSN());
    stream.setAppliedLSN(stream.getLastReceiveLSN());
    stream.forceUpdateStatus();
  }

  /** Lets no commit wait any more, and disconnects. */
  @Override
  public void close() {
    closer.close();
  }

  private static Connection replicationConnection(LocalPostgres primary) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", LocalPostgres.SUPERUSER);
    properties.setProperty("password", LocalPostgres.SUPERUSER);
    properties.setProperty("replication", "true");
    properties.setProperty("assumeMinServerVersion", "14");
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("ApplicationName", NAME);
    return DriverManager.getConnection(primary.jdbcUrl(DATABASE), properties);
  }

  private static PGReplicationStream receive(LocalPostgres primary, Connection connection)
      throws SQLException {
    return connection
        .unwrap(PGConnection.class)
        .getReplicationAPI()
        .replicationStream()
        .physical()
        .withStartPosition(
            LogSequenceNumber.valueOf(ask(primary, "select pg_current_wal_flush_lsn()")))
        .withStatusInterval(1, TimeUnit.HOURS)
        .start();
  }

  private static String ask(LocalPostgres primary, String sql) throws SQLException {
    try (Connection session =
            DriverManager.getConnection(
                primary.jdbcUrl(DATABASE), LocalPostgres.SUPERUSER, LocalPostgres.SUPERUSER);
        Statement statement = session.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
