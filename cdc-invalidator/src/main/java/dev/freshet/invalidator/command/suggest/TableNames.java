package dev.freshet.invalidator.command.suggest;

import dev.freshet.invalidator.capture.postgres.RelationName;
import dev.freshet.rules.TableName;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tables as the rules name them.
 *
 * @param schema of the tables that are named without one; empty: of none
 */
record TableNames(Optional<String> schema) {

  /**
   * Without a schema are those of this one, unless another schema has tables of all their names as
   * well: rules would not tell which are meant.
   *
   * @param named all that the rules name
   * @param names of all tables, by schema
   */
  static TableNames of(
      String schema, Set<RelationName> named, Map<String, Set<String>> names, boolean isGiven) {
    Set<String> own =
        named.stream()
            .filter(table -> table.schema().equals(schema))
            .map(RelationName::name)
            .collect(java.util.stream.Collectors.toSet());
    boolean isDoubtful =
        !isGiven
            && names.entrySet().stream()
                .anyMatch(
                    other -> !other.getKey().equals(schema) && other.getValue().containsAll(own));
    return new TableNames(isDoubtful ? Optional.empty() : Optional.of(schema));
  }

  TableName of(RelationName table) {
    return new TableName(
        Optional.of(table.schema()).filter(is -> !schema.equals(Optional.of(is))), table.name());
  }
}
