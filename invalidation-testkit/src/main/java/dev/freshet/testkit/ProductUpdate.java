package dev.freshet.testkit;

import dev.freshet.rules.Operation;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.TableName;
import java.util.Optional;

/**
 * An update of a product. Immutable: each method returns another update. Those with one value say
 * what a column has before and after; those with two, what it is changed from and to. A value that
 * the column cannot hold is refused with an {@link IllegalArgumentException}.
 */
public final class ProductUpdate implements Change {

  private final ProductColumns before;
  private final ProductColumns after;

  ProductUpdate(ProductColumns before, ProductColumns after) {
    this.before = before;
    this.after = after;
  }

  /** A price that stays, such as {@code 12.50}. */
  public ProductUpdate price(String price) {
    return price(price, price);
  }

  /** A new price. */
  public ProductUpdate price(String from, String to) {
    return column("price", from, to);
  }

  /** The category that it stays in. */
  public ProductUpdate category(long id) {
    return category(id, id);
  }

  /** A move to another category. */
  public ProductUpdate category(long from, long to) {
    return column("category_id", from, to);
  }

  /** A stock that stays. */
  public ProductUpdate stock(int pieces) {
    return stock(pieces, pieces);
  }

  /** Another stock. */
  public ProductUpdate stock(int from, int to) {
    return column("stock", from, to);
  }

  /** A name that stays. */
  public ProductUpdate name(String name) {
    return name(name, name);
  }

  /** A new name. */
  public ProductUpdate name(String from, String to) {
    return column("name", from, to);
  }

  /** Any column's value that stays. */
  public ProductUpdate column(String column, Object value) {
    return column(column, value, value);
  }

  /**
   * A new value of any column but the id: integers as Integer or Long, everything else as its text,
   * times like {@code 2026-01-01T00:00:00Z}.
   */
  public ProductUpdate column(String column, Object from, Object to) {
    return new ProductUpdate(before.with(column, from), after.with(column, to));
  }

  @Override
  public RowChange toRowChange() {
    return Changes.change(
        TableName.of("products"),
        Operation.UPDATE,
        Optional.of(before.row()),
        Optional.of(after.row()));
  }
}
