package dev.freshet.api.web;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Error codes of PostgreSQL that say "not now" and that Spring has no exception for, as appendix A
 * of PostgreSQL's manual lists them. The classes 08, 40, 53, 57 and 58 say so too, and Spring
 * knows.
 */
final class RetryableSqlStates {

  private static final Set<String> STATES =
      Set.of(
          "25006", // read_only_sql_transaction: a standby, a switchover, a full disk
          "25P03", // idle_in_transaction_session_timeout
          "25P04", // transaction_timeout
          "55006", // object_in_use
          "55P03", // lock_not_available: lock_timeout
          "72000"); // snapshot_too_old

  private RetryableSqlStates() {}

  static boolean isCauseOf(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql
          && sql.getSQLState() != null
          && STATES.contains(sql.getSQLState())) {
        return true;
      }
    }
    return false;
  }
}
