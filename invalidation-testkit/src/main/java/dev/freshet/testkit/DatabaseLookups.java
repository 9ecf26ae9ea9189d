package dev.freshet.testkit;

import dev.freshet.invalidation.lookup.LookupSql;
import dev.freshet.invalidation.visibility.Looked;
import dev.freshet.invalidation.visibility.LookupException;
import dev.freshet.invalidation.visibility.Lookups;
import dev.freshet.rules.Lookup;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collection;

/**
 * Asks the test's database what it holds now.
 *
 * @param jdbcUrl with user and password
 */
record DatabaseLookups(String jdbcUrl) implements Lookups {

  private static final int NO_LIMIT = 0;

  @Override
  public Looked lookUp(Collection<Lookup> lookups, int maxFanout) throws LookupException {
    try (Connection connection = DriverManager.getConnection(jdbcUrl)) {
      return LookupSql.of(lookups, maxFanout).ask(connection, NO_LIMIT);
    } catch (SQLException e) {
      throw new LookupException(String.valueOf(e.getMessage()), e);
    }
  }
}
