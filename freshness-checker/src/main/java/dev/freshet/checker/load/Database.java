package dev.freshet.checker.load;

import dev.freshet.checker.history.Transaction;
import dev.freshet.checker.history.Write;
import dev.freshet.keys.FenceToken;
import dev.freshet.local.stack.Servers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A program that writes by SQL: one session, each transaction with a fence at its end. Survives
 * outages by opening another session. For one thread.
 */
public final class Database implements AutoCloseable {

  private final Servers servers;
  private final FenceWatch fences;
  private final Recorder recorder;
  private @Nullable Connection session;

  public Database(Servers servers, FenceWatch fences, Recorder recorder) {
    this.servers = servers;
    this.fences = fences;
    this.recorder = recorder;
  }

  /**
   * Runs the work as one transaction, and records it unless it was surely not committed.
   *
   * @return its fence's token
   * @throws SQLException if it was not committed, as far as is known
   */
  public String write(Work work) throws SQLException {
    String token = FenceToken.random().text();
    long begin = System.nanoTime();
    Connection connection = connection();
    try {
      work.run(connection);
      fence(connection, token);
    } catch (SQLException | RuntimeException e) {
      disconnect();
      throw e;
    }
    fences.expect(token);
    try {
      connection.commit();
      recorder.write(new Write(begin, System.nanoTime(), token, false));
      return token;
    } catch (SQLException e) {
      recorder.write(new Write(begin, Transaction.NEVER, token, false));
      disconnect();
      throw e;
    }
  }

  private static void fence(Connection connection, String token) throws SQLException {
    try (PreparedStatement fence =
        connection.prepareStatement("select pg_logical_emit_message(true, ?, ?)")) {
      fence.setString(1, FenceToken.MESSAGE_PREFIX);
      fence.setString(2, token);
      fence.execute();
    }
  }

  /** The session, in a transaction of its own. */
  public Connection connection() throws SQLException {
    Connection open = session;
    if (open == null) {
      Properties properties = new Properties();
      properties.setProperty("user", servers.database());
      properties.setProperty("password", servers.database());
      properties.setProperty("loginTimeout", "5");
      properties.setProperty("socketTimeout", "20");
      open = DriverManager.getConnection(servers.jdbcUrl(), properties);
      open.setAutoCommit(false);
      session = open;
    }
    return open;
  }

  private void disconnect() {
    Connection open = session;
    session = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        // It is of no more use anyway.
      }
    }
  }

  @Override
  public void close() {
    disconnect();
  }

  /** What a transaction does before its fence. */
  @FunctionalInterface
  public interface Work {
    void run(Connection connection) throws SQLException;
  }

  /**
   * Runs a statement.
   *
   * @param arguments for the text, as {@link String#format} takes them; none: it is run as it is
   */
  public static void run(Connection connection, String sql, Object... arguments)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(arguments.length == 0 ? sql : sql.formatted(arguments));
    }
  }
}
