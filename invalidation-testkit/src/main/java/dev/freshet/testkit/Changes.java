package dev.freshet.testkit;

import dev.freshet.rules.Operation;
import dev.freshet.rules.Row;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.TableName;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Builders of changes. All that a test does not say is the same before and after: {@code
 * productChanged(42).price("10.00", "12.00")} is an update of a whole row that alters the price.
 * Those for the catalog's tables make whole rows; {@link #updated}, {@link #inserted}, {@link
 * #deleted} and {@link #truncated} are for every schema.
 *
 * <p>A product is, unless a test says otherwise, in category 1, in stock with 1 piece, costs 10.00
 * USD, and has the name {@code Product 42} and the SKU {@code SKU-42}. Ids are whole numbers from
 * 1; everything else is refused with an {@link IllegalArgumentException}.
 */
public final class Changes {

  private Changes() {}

  /** An update of a product. Without a difference it is one that alters nothing. */
  public static ProductUpdate productChanged(long id) {
    return new ProductUpdate(ProductColumns.of(id), ProductColumns.of(id));
  }

  /** A new product. */
  public static WholeProduct productCreated(long id) {
    return new WholeProduct(Operation.INSERT, ProductColumns.of(id));
  }

  /** A product that is deleted, as it was last. */
  public static WholeProduct productDeleted(long id) {
    return new WholeProduct(Operation.DELETE, ProductColumns.of(id));
  }

  /** A new image of a product. */
  public static Change imageAdded(long productId) {
    return image(Operation.INSERT, productId);
  }

  /** An update of a product's image. */
  public static Change imageChanged(long productId) {
    return image(Operation.UPDATE, productId);
  }

  /** An image of a product that is deleted. */
  public static Change imageDeleted(long productId) {
    return image(Operation.DELETE, productId);
  }

  /** A new category. */
  public static Change categoryCreated(long id) {
    return category(Operation.INSERT, id);
  }

  /** An update of a category. */
  public static Change categoryChanged(long id) {
    return category(Operation.UPDATE, id);
  }

  /**
   * A category that is deleted. The log has its products, which go with it, as changes of theirs.
   */
  public static Change categoryDeleted(long id) {
    return category(Operation.DELETE, id);
  }

  /**
   * A TRUNCATE.
   *
   * @param table as the rules name it, such as {@code products}
   */
  public static Change truncated(String table) {
    TableName truncated = TableName.of(table);
    return () -> change(truncated, Operation.TRUNCATE, Optional.empty(), Optional.empty());
  }

  /**
   * An update of a row of any table, to be given the columns that the rules name, and those that it
   * alters.
   *
   * @param table as the rules name it, such as {@code prices} or {@code shop.prices}; {@link
   *     Freshet#apply} refuses a table that they do not name
   */
  public static RowUpdate updated(String table) {
    return new RowUpdate(TableName.of(table), Map.of(), Map.of());
  }

  /**
   * A new row of any table, to be given the columns that the rules name.
   *
   * @param table as in {@link #updated}
   */
  public static WholeRow inserted(String table) {
    return new WholeRow(TableName.of(table), Operation.INSERT, Map.of());
  }

  /**
   * A row of any table that is deleted, to be given the columns that the rules name, as they were.
   *
   * @param table as in {@link #updated}
   */
  public static WholeRow deleted(String table) {
    return new WholeRow(TableName.of(table), Operation.DELETE, Map.of());
  }

  static RowChange change(
      TableName table, Operation operation, Optional<Row> before, Optional<Row> after) {
    return new RowChange(table, operation, before, after, 1, 1, Instant.EPOCH);
  }

  private static Change image(Operation operation, long productId) {
    long id = ProductColumns.id(productId);
    Row key = new Row(Map.of("product_id", id, "position", 1L));
    Row row = new Row(Map.of("product_id", id, "position", 1L, "url", "https://example.com/1"));
    return () -> keyedChange(TableName.of("product_images"), operation, key, row);
  }

  private static Change category(Operation operation, long id) {
    Row key = new Row(Map.of("id", ProductColumns.id(id)));
    Row row = new Row(Map.of("id", id, "slug", "category-" + id, "name", "Category " + id));
    return () -> keyedChange(TableName.of("categories"), operation, key, row);
  }

  /** As the log has it of a table whose replica identity is its primary key. */
  private static RowChange keyedChange(TableName table, Operation operation, Row key, Row row) {
    return change(
        table,
        operation,
        operation == Operation.INSERT ? Optional.empty() : Optional.of(key),
        operation == Operation.DELETE ? Optional.empty() : Optional.of(row));
  }
}
