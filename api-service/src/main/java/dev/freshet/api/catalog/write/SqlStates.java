package dev.freshet.api.catalog.write;

import java.sql.SQLException;
import org.springframework.dao.DataAccessException;

/** PostgreSQL's error codes, as appendix A of its manual lists them. */
final class SqlStates {

  static final String FOREIGN_KEY_VIOLATION = "23503";
  static final String DATA_EXCEPTION_CLASS = "22";

  private SqlStates() {}

  /** The code of the database's error; empty if there is none. */
  static String of(DataAccessException e) {
    return e.getMostSpecificCause() instanceof SQLException sql && sql.getSQLState() != null
        ? sql.getSQLState()
        : "";
  }
}
