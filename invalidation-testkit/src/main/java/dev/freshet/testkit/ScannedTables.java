package dev.freshet.testkit;

import dev.freshet.testkit.Tables.Relation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.function.ThrowingConsumer;

/**
 * Which tables a load scans, by PostgreSQL's own counters. They count nothing but while a load
 * runs, and never what the invalidator looks up.
 */
final class ScannedTables {

  /** The first with sessions that report what they have counted while they are idle. */
  private static final int FIRST_VERSION = 15;

  /** An idle session reports within 10 s; until then it may still have something to report. */
  private static final String UNREPORTED =
      """
      select count(*) as sessions
      from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()
        and backend_type = 'client backend' and usename <> '%s'
        and greatest(state_change, backend_start) >= '%s'
        and not (state = 'idle' and state_change < clock_timestamp() - interval '11 s')
      """;

  private static final Duration REPORT_LIMIT = Duration.ofSeconds(60);

  private static final String COUNTED =
      """
      select schemaname::text as schema, relname::text as name,
             coalesce(seq_scan, 0) + coalesce(idx_scan, 0) as scans
      from %s
      """;

  private static final String RELOAD = "select pg_reload_conf()";

  private ScannedTables() {}

  /** Statements, each to be run for itself before anybody else connects. */
  static String[] countNothing(String invalidator) {
    return new String[] {
      "alter role %s set track_counts = off".formatted(invalidator), switched("off"), RELOAD
    };
  }

  private static String switched(String value) {
    return "alter system set track_counts = " + value;
  }

  /**
   * What a load scans in a transaction of its own, which is rolled back.
   *
   * @throws IllegalStateException if the load ends the transaction
   * @throws AssertionError if it fails
   */
  static Set<Relation> of(Connection connection, ThrowingConsumer<Connection> load)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set track_counts = on");
      connection.setAutoCommit(false);
      String transaction = text(statement, "select pg_current_xact_id()::text");
      run(() -> load.accept(connection));
      if (connection.getAutoCommit()
          || !transaction.equals(text(statement, "select pg_current_xact_id()::text"))) {
        throw new IllegalStateException(
            "the load has ended the transaction, and with it the count of what it has scanned");
      }
      Set<Relation> scanned = new TreeSet<>();
      counted(statement, "pg_stat_xact_user_tables")
          .forEach(
              (relation, scans) -> {
                if (scans > 0) {
                  scanned.add(relation);
                }
              });
      connection.rollback();
      return scanned;
    }
  }

  /**
   * What a load scans in whatever sessions of the test's database.
   *
   * @param connection another one
   * @param invalidator the role whose sessions do not count
   * @throws IllegalStateException if it leaves a session in a transaction, or PostgreSQL is too old
   * @throws AssertionError if it fails
   */
  static Set<Relation> of(Connection connection, String invalidator, Executable load)
      throws SQLException {
    if (connection.getMetaData().getDatabaseMajorVersion() < FIRST_VERSION) {
      throw new IllegalStateException(
          "before PostgreSQL 15 this works with a load that takes a connection only");
    }
    try (Statement statement = connection.createStatement()) {
      String begin = text(statement, "select clock_timestamp()::text");
      Map<Relation, Long> before = counted(statement, "pg_stat_user_tables");
      switchTo(statement, "on");
      try {
        run(load);
      } finally {
        switchTo(statement, "off");
      }
      awaitReports(statement, UNREPORTED.formatted(invalidator, begin));
      Set<Relation> scanned = new TreeSet<>();
      counted(statement, "pg_stat_user_tables")
          .forEach(
              (relation, scans) -> {
                if (scans > before.getOrDefault(relation, 0L)) {
                  scanned.add(relation);
                }
              });
      return scanned;
    }
  }

  private static void run(Executable load) {
    try {
      load.execute();
    } catch (AssertionError e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("the load fails: " + e, e);
    }
  }

  private static void switchTo(Statement statement, String value) throws SQLException {
    statement.execute(switched(value));
    statement.execute(RELOAD);
    boolean isSwitched =
        Waiting.until(
            REPORT_LIMIT,
            () -> {
              try {
                return text(statement, "show track_counts").equals(value);
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            });
    if (!isSwitched) {
      throw new IllegalStateException("PostgreSQL does not switch track_counts " + value);
    }
  }

  private static void awaitReports(Statement statement, String unreported) {
    boolean isReported =
        Waiting.until(
            REPORT_LIMIT,
            () -> {
              try (ResultSet rows = statement.executeQuery(unreported)) {
                rows.next();
                return rows.getInt("sessions") == 0;
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            });
    if (!isReported) {
      throw new IllegalStateException(
          "what the load has scanned is not known after %d s: does it leave a transaction open, or does"
                  .formatted(REPORT_LIMIT.toSeconds())
              + " something else use the test's database?");
    }
  }

  private static Map<Relation, Long> counted(Statement statement, String view) throws SQLException {
    Map<Relation, Long> counted = new TreeMap<>();
    try (ResultSet rows = statement.executeQuery(COUNTED.formatted(view))) {
      while (rows.next()) {
        counted.put(
            new Relation(rows.getString("schema"), rows.getString("name")), rows.getLong("scans"));
      }
    }
    return counted;
  }

  private static String text(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
