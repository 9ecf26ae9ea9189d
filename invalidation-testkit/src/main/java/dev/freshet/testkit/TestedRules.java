package dev.freshet.testkit;

import dev.freshet.keys.Kind;
import dev.freshet.rules.Rules;
import dev.freshet.testkit.Tables.Relation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.assertj.core.api.AssertProvider;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.function.ThrowingConsumer;

/**
 * The rules of a test, with the tables that they are for. AssertJ's {@code assertThat} gives a
 * {@link RulesAssert}.
 */
public final class TestedRules implements AssertProvider<RulesAssert> {

  private final TestServers servers;

  TestedRules(TestServers servers) {
    this.servers = servers;
  }

  /** All kinds, in the order of their names. */
  public Set<Kind> kinds() {
    return rules().kinds();
  }

  @Override
  public RulesAssert assertThat() {
    return new RulesAssert(this);
  }

  Rules rules() {
    return servers.rules();
  }

  Tables tables() {
    return servers.tables();
  }

  Connection connection() throws SQLException {
    return servers.connection();
  }

  Set<Relation> scannedBy(Executable load) throws SQLException {
    try (Connection connection = servers.connection()) {
      return ScannedTables.of(connection, TestServers.INVALIDATOR, load);
    }
  }

  Set<Relation> scannedBy(ThrowingConsumer<Connection> load) throws SQLException {
    try (Connection connection = servers.connection()) {
      return ScannedTables.of(connection, load);
    }
  }

  /** For AssertJ's own messages. */
  @Override
  public String toString() {
    return "the rules of " + rules().file();
  }
}
