package dev.freshet.invalidator.capture.postgres;

import dev.freshet.invalidator.invalidation.WritingTransactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The replication slot: the one place that knows which changes were applied. */
public final class ReplicationSlot {

  private static final Logger log = LoggerFactory.getLogger(ReplicationSlot.class);

  /** The server waits for every transaction that is running before it makes a slot. */
  private static final Duration CREATION_LIMIT = Duration.ofSeconds(60);

  /** After which it is worth saying. */
  private static final Duration FIRST_CREATION_LIMIT = Duration.ofSeconds(2);

  private static final String CREATE_TEMPORARY =
      "select pg_create_logical_replication_slot(?, 'pgoutput', true)";

  /** The SQLSTATE of a statement that has reached its limit. */
  private static final String CANCELED = "57014";

  private final DataSource dataSource;
  private final JdbcClient database;
  private final String name;

  public ReplicationSlot(DataSource dataSource, JdbcClient database, String name) {
    this.dataSource = dataSource;
    this.database = database;
    this.name = name;
  }

  public String name() {
    return name;
  }

  /**
   * The slot; empty if there is none.
   *
   * @throws org.springframework.dao.DataAccessException if PostgreSQL cannot be asked
   */
  public Optional<SlotState> find() {
    return database
        .sql(
            """
            select slot_name::text as name,
                   coalesce(plugin = 'pgoutput' and database = current_database(), false) as usable,
                   wal_status is not distinct from 'lost'
                     or to_jsonb(s) ->> 'invalidation_reason' is not null
                     or restart_lsn is null as lost,
                   active,
                   coalesce(confirmed_flush_lsn::text, '') as confirmed,
                   coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint
                     as retained_bytes
            from pg_replication_slots s where slot_name = ?
            """)
        .param(name)
        .query(SlotState.class)
        .optional();
  }

  /** Drops the slot. */
  public void drop() {
    database.sql("select pg_drop_replication_slot(?)").param(name).query((row, n) -> 0).list();
  }

  /**
   * Makes the slot. It comes into being only after the preparation, but its changes begin before
   * it: under its name there is never a slot that nobody has prepared for, wherever this is cut
   * off. A temporary slot, which ends with its session, holds the place in between.
   *
   * @param waiting hears in words what the server waits for, if that takes a while
   * @throws SQLException if it takes longer still, or fails
   */
  public void create(Preparation preparation, Consumer<String> waiting)
      throws SQLException, InterruptedException {
    log.info("Creating replication slot {}", name);
    try (Connection connection = dataSource.getConnection()) {
      // The pool's socket timeout is shorter than the creation may take.
      connection.setNetworkTimeout(Runnable::run, (int) CREATION_LIMIT.plusSeconds(5).toMillis());
      String temporary = name + "_" + run(connection, "select pg_backend_pid()::text");
      try {
        run(connection, FIRST_CREATION_LIMIT, CREATE_TEMPORARY, temporary);
      } catch (SQLException e) {
        if (!CANCELED.equals(e.getSQLState())) {
          throw e;
        }
        waiting.accept(waitedFor());
        createWhateverItTakes(connection, temporary);
      }
      try {
        preparation.run();
        run(connection, "select pg_copy_logical_replication_slot(?, ?, false)", temporary, name);
      } finally {
        run(connection, "select pg_drop_replication_slot(?)", temporary);
      }
    }
  }

  private void createWhateverItTakes(Connection connection, String temporary) throws SQLException {
    try {
      run(connection, CREATION_LIMIT, CREATE_TEMPORARY, temporary);
    } catch (SQLException e) {
      throw CANCELED.equals(e.getSQLState()) ? new SQLException(waitedFor(), CANCELED) : e;
    }
  }

  private String waitedFor() {
    return "PostgreSQL makes replication slot %s only when all transactions have ended that write, in any database; the oldest is %s"
        .formatted(
            name, new WritingTransactions(database).oldest().orElse("one that has ended by now"));
  }

  private static String run(Connection connection, String sql, String... parameters)
      throws SQLException {
    return run(connection, CREATION_LIMIT, sql, parameters);
  }

  private static String run(Connection connection, Duration limit, String sql, String... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setQueryTimeout((int) limit.toSeconds());
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }

  /** What must be done between the moment from which the slot has all changes and its first use. */
  @FunctionalInterface
  public interface Preparation {
    void run() throws InterruptedException;
  }
}
