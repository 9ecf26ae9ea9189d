package dev.freshet.invalidator.capture.postgres;

import dev.freshet.rules.Operation;
import dev.freshet.rules.Row;
import dev.freshet.rules.TableName;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which columns of rows as they were the write-ahead log has.
 *
 * <p>With full identity that is all. With an index the log has them only if one of them has
 * changed, and Debezium fills the others in: null, or where a column may not be null its default,
 * or zero.
 *
 * @param columns by table; of a table in partitions those that are in the identity of each
 */
public record ReplicaIdentities(Map<TableName, Set<String>> columns) {

  public ReplicaIdentities {
    columns = Map.copyOf(columns);
  }

  /** The columns; empty if the table has no identity. */
  Set<String> of(TableName table) {
    return columns.getOrDefault(table, Set.of());
  }

  /**
   * What is known of a row as it was. An update that comes without it has changed none of the
   * identity's columns, unless they are all: those always come.
   *
   * @param delivered as Debezium has it
   */
  public Optional<Row> before(
      TableName table, Operation operation, Optional<Row> delivered, Optional<Row> after) {
    Set<String> known = of(table);
    if (operation == Operation.UPDATE && delivered.isEmpty()) {
      return after
          .filter(row -> !known.containsAll(row.columns().keySet()))
          .map(row -> row.only(known));
    }
    return delivered.map(row -> row.only(known));
  }
}
