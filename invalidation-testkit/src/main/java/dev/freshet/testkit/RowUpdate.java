package dev.freshet.testkit;

import dev.freshet.rules.Operation;
import dev.freshet.rules.Row;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.TableName;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An update of a row of any table; {@link Changes#updated} begins it. Immutable: each method
 * returns another update. What it does not say is the same before and after.
 */
public final class RowUpdate implements Change {

  private final TableName table;
  private final Map<String, Object> before;
  private final Map<String, Object> after;

  RowUpdate(TableName table, Map<String, Object> before, Map<String, Object> after) {
    this.table = table;
    this.before = Map.copyOf(before);
    this.after = Map.copyOf(after);
  }

  /** A value that stays, as in {@link #column(String, Object, Object)}. */
  public RowUpdate column(String column, @Nullable Object value) {
    return column(column, value, value);
  }

  /**
   * A new value.
   *
   * @param column as the table has it, without quotes
   * @param from a number, a boolean, a UUID, or the value's text as PostgreSQL reads it, times like
   *     {@code 2026-01-01T00:00:00Z}; null for SQL's null. {@link Freshet#apply} refuses what the
   *     column cannot hold
   * @param to the same
   */
  public RowUpdate column(String column, @Nullable Object from, @Nullable Object to) {
    return new RowUpdate(
        table, WholeRow.with(before, column, from), WholeRow.with(after, column, to));
  }

  @Override
  public RowChange toRowChange() {
    return Changes.change(
        table, Operation.UPDATE, Optional.of(new Row(before)), Optional.of(new Row(after)));
  }
}
