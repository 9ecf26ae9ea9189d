package dev.freshet.local.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Plain SQL as another program would run it. */
public final class Sql {

  private Sql() {}

  /** Runs each statement (or script) in a session of its own making, in autocommit mode. */
  public static void execute(String url, String user, String password, String... statements) {
    try (Connection connection = DriverManager.getConnection(url, user, password);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage() + " in " + String.join("; ", statements), e);
    }
  }

  /** The first value of what a query returns, in a session of its own making. */
  static String ask(String url, String user, String password, String query) {
    try (Connection connection = DriverManager.getConnection(url, user, password);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage() + " in " + query, e);
    }
  }

  /** Whether a session can be opened now. */
  static boolean answers(String url, String user, String password) {
    try (Connection connection = DriverManager.getConnection(url, user, password)) {
      return connection.isValid(5);
    } catch (SQLException e) {
      return false;
    }
  }
}
