package dev.freshet.testkit;

import dev.freshet.invalidation.lookup.LookupSql;
import dev.freshet.invalidation.visibility.Looked;
import dev.freshet.invalidation.visibility.LookupException;
import dev.freshet.invalidation.visibility.Lookups;
import dev.freshet.rules.Lookup;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;

/**
 * Asks the test's database what it holds now.
 *
 * @param jdbcUrl with user and password
 */
record DatabaseLookups(String jdbcUrl) implements Lookups {

  @Override
  public Looked lookUp(Collection<Lookup> lookups, int maxFanout) throws LookupException {
    LookupSql sql = LookupSql.of(lookups, maxFanout);
    try (Connection connection = DriverManager.getConnection(jdbcUrl);
        PreparedStatement statement = sql.prepare(connection);
        ResultSet rows = statement.executeQuery()) {
      return sql.read(rows);
    } catch (SQLException e) {
      throw new LookupException(String.valueOf(e.getMessage()), e);
    }
  }
}
