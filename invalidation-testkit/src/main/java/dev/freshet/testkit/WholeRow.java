package dev.freshet.testkit;

import dev.freshet.rules.Operation;
import dev.freshet.rules.Row;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.TableName;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row of any table that is inserted or deleted; {@link Changes#inserted} and {@link
 * Changes#deleted} begin it. Immutable: each method returns another one. It needs the columns only
 * that the rules name.
 */
public final class WholeRow implements Change {

  private final TableName table;
  private final Operation operation;
  private final Map<String, Object> columns;

  WholeRow(TableName table, Operation operation, Map<String, Object> columns) {
    this.table = table;
    this.operation = operation;
    this.columns = Map.copyOf(columns);
  }

  /** A column's value, as in {@link RowUpdate#column(String, Object, Object)}. */
  public WholeRow column(String column, @Nullable Object value) {
    return new WholeRow(table, operation, with(columns, column, value));
  }

  @Override
  public RowChange toRowChange() {
    Optional<Row> row = Optional.of(new Row(columns));
    return operation == Operation.INSERT
        ? Changes.change(table, operation, Optional.empty(), row)
        : Changes.change(table, operation, row, Optional.empty());
  }

  static Map<String, Object> with(
      Map<String, Object> columns, String column, @Nullable Object value) {
    Map<String, Object> more = new HashMap<>(columns);
    more.put(column, logged(value));
    return more;
  }

  /** In the types that {@link Row} has. */
  private static Object logged(@Nullable Object value) {
    if (value == null) {
      return Row.NULL;
    }
    if (value instanceof Long || value instanceof Boolean) {
      return value;
    }
    return value instanceof Integer || value instanceof Short || value instanceof Byte
        ? (Object) ((Number) value).longValue()
        : value.toString();
  }
}
