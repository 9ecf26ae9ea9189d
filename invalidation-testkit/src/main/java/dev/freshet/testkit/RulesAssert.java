package dev.freshet.testkit;

import dev.freshet.keys.Kind;
import dev.freshet.testkit.Tables.Relation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.function.ThrowingConsumer;

/** Compares rules with what a program reads for the values that it caches. */
public final class RulesAssert extends AbstractAssert<RulesAssert, TestedRules> {

  RulesAssert(TestedRules actual) {
    super(actual, RulesAssert.class);
  }

  /**
   * Every table that a load scans has a rule for the kind of values that it loads. Fill the tables
   * first with rows that lead the load to all that it may read: a join that finds no row does not
   * look into the next table. A view counts by its tables, a partition by its table.
   *
   * <p>The load may use connections of whatever pool, but nothing else may use the test's database
   * meanwhile. PostgreSQL tells at once what a connection that is closed has scanned, and up to 11
   * s later what one has that stays open. It must be PostgreSQL 15 or later.
   *
   * @param kind of the rules, such as {@code product}
   * @param load such as {@code () -> service.product(42)}
   * @throws AssertionError if a table has no such rule, or the load fails
   * @throws IllegalArgumentException if there is no such kind, or the load scans no table at all
   */
  public RulesAssert cover(String kind, Executable load) {
    Kind loaded = kind(kind);
    try {
      return check(loaded, actual.scannedBy(load));
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL does not tell what the load has scanned", e);
    }
  }

  /**
   * As {@link #cover(String, Executable)}, for a load that is given its connection. This is at
   * once, on every PostgreSQL, and whatever else uses the database.
   *
   * @param load such as {@code connection -> new Products(connection).load(42)}; it must not end
   *     the transaction that it is given, which is rolled back
   * @throws IllegalStateException if it ends the transaction
   */
  public RulesAssert cover(String kind, ThrowingConsumer<Connection> load) {
    Kind loaded = kind(kind);
    try {
      return check(loaded, actual.scannedBy(load));
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL does not tell what the load has scanned", e);
    }
  }

  private Kind kind(String name) {
    return actual.kinds().stream()
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no kind '%s' of the rules; there are %s"
                        .formatted(
                            name,
                            actual.kinds().stream()
                                .map(Kind::name)
                                .collect(Collectors.joining(", ")))));
  }

  private RulesAssert check(Kind kind, Set<Relation> scanned) throws SQLException {
    if (scanned.isEmpty()) {
      throw new IllegalArgumentException(
          "the load scans no table; does it ask the cache, or another database?");
    }
    Tables tables = actual.tables();
    List<Relation> missing =
        scanned.stream()
            .filter(
                relation ->
                    tables.tables(relation).stream()
                        .noneMatch(table -> actual.rules().kindsOf(table).contains(kind)))
            .toList();
    if (!missing.isEmpty()) {
      try (Connection connection = actual.connection()) {
        RuleProposals proposals = new RuleProposals(connection, actual.rules(), tables, kind);
        StringBuilder message =
            new StringBuilder(
                "The load scans tables whose changes make no %s wrong. Each needs a rule in %s:"
                    .formatted(kind, actual.rules().file()));
        for (Relation relation : missing) {
          message.append("\n  ").append(relation).append(", such as \"");
          message.append(proposals.of(relation)).append('"');
        }
        failWithMessage("%s", message);
      }
    }
    return this;
  }
}
