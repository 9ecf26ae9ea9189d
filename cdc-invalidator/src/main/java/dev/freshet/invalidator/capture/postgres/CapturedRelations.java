package dev.freshet.invalidator.capture.postgres;

import dev.freshet.rules.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The tables under whose names the log brings the rows that a query of a captured table reads: the
 * table itself, its partitions where they are published one by one, and its children by
 * inheritance.
 *
 * @param tables by the name that events have
 * @param roots the tables that the rules name, by that name
 * @param missing in words, what a query reads beside them, so that its changes would be missed
 */
public record CapturedRelations(
    Map<RelationName, TableName> tables, Map<TableName, RelationName> roots, List<String> missing) {

  public CapturedRelations {
    tables = Map.copyOf(tables);
    roots = Map.copyOf(roots);
    missing = List.copyOf(missing);
  }

  /** The captured table to which the rows of this one belong; empty if they concern nobody. */
  public Optional<TableName> table(String schema, String name) {
    return Optional.ofNullable(tables.get(new RelationName(schema, name)));
  }

  /** The tables as Debezium's {@code table.include.list} takes them. */
  public String includeList() {
    return tables.keySet().stream()
        .map(RelationName::pattern)
        .sorted()
        .collect(Collectors.joining(","));
  }
}
