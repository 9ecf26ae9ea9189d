package dev.freshet.testkit;

import dev.freshet.rules.Operation;
import dev.freshet.rules.Row;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.TableName;
import java.util.Optional;

/**
 * A product that is created or deleted. Immutable: each method returns another one. A value that
 * the column cannot hold is refused with an {@link IllegalArgumentException}.
 */
public final class WholeProduct implements Change {

  private final Operation operation;
  private final ProductColumns columns;

  WholeProduct(Operation operation, ProductColumns columns) {
    this.operation = operation;
    this.columns = columns;
  }

  /** Its price, such as {@code 12.50}. */
  public WholeProduct price(String price) {
    return column("price", price);
  }

  /** The category that it is in. */
  public WholeProduct category(long id) {
    return column("category_id", id);
  }

  /** How many pieces there are. */
  public WholeProduct stock(int pieces) {
    return column("stock", pieces);
  }

  /** Its name. */
  public WholeProduct name(String name) {
    return column("name", name);
  }

  /** Any column but the id, as in {@link ProductUpdate#column(String, Object, Object)}. */
  public WholeProduct column(String column, Object value) {
    return new WholeProduct(operation, columns.with(column, value));
  }

  @Override
  public RowChange toRowChange() {
    Optional<Row> row = Optional.of(columns.row());
    return operation == Operation.INSERT
        ? Changes.change(TableName.of("products"), operation, Optional.empty(), row)
        : Changes.change(TableName.of("products"), operation, row, Optional.empty());
  }
}
