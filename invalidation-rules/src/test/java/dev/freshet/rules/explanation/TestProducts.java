package dev.freshet.rules.explanation;

import dev.freshet.rules.Operation;
import dev.freshet.rules.Row;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.TableName;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes of product 42. */
public final class TestProducts {

  public static final Row PRODUCT =
      new Row(
          Map.ofEntries(
              Map.entry("id", 42L),
              Map.entry("sku", "s42"),
              Map.entry("name", "Lamp"),
              Map.entry("category_id", 3L),
              Map.entry("price", "10.00"),
              Map.entry("currency", "USD"),
              Map.entry("stock", 1L),
              Map.entry("created_at", "2026-01-01T00:00:00Z"),
              Map.entry("description", "A lamp"),
              Map.entry("attributes", "{}"),
              Map.entry("updated_at", "2026-01-01T00:00:00Z")));

  private TestProducts() {}

  public static RowChange update(String column, Object value) {
    return of(Operation.UPDATE, PRODUCT, with(column, value));
  }

  public static Row with(String column, Object value) {
    Map<String, Object> columns = new HashMap<>(PRODUCT.columns());
    columns.put(column, value);
    return new Row(columns);
  }

  public static RowChange of(Operation operation, @Nullable Row before, @Nullable Row after) {
    return of(TableName.of("products"), operation, before, after);
  }

  public static RowChange of(
      TableName table, Operation operation, @Nullable Row before, @Nullable Row after) {
    return new RowChange(
        table,
        operation,
        Optional.ofNullable(before),
        Optional.ofNullable(after),
        1,
        1,
        Instant.EPOCH);
  }
}
