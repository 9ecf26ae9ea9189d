package dev.freshet.checker;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.checker.history.Row;
import dev.freshet.checker.history.Violation;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** What experiments with mistakes in the catalog's services begin and end with. */
final class Experiments {

  private Experiments() {}

  /** Two, in a category of their own, which the invalidator knows of. */
  static List<Long> newProducts(Laboratory laboratory) throws SQLException {
    long category = laboratory.newId();
    List<Long> products = List.of(laboratory.newId(), laboratory.newId());
    laboratory.awaitPassed(
        laboratory.sql(
            "insert into categories (id, slug, name) values (%1$d, 'c-%1$d', 'new')"
                .formatted(category),
            """
            insert into products (id, sku, name, category_id, price)
            values (%1$d, 'p-%1$d', 'new', %3$d, 0), (%2$d, 'p-%2$d', 'new', %3$d, 0)
            """
                .formatted(products.get(0), products.get(1), category)));
    return products;
  }

  static String change(Laboratory laboratory, long product) throws SQLException {
    return laboratory.sql(changeOf(product));
  }

  static String changeOf(long product) {
    return "update products set price = price + 1 where id = %d".formatted(product);
  }

  static void assertFound(Laboratory laboratory, long product) throws Exception {
    assertThat(found(laboratory)).contains(new Row("products", product));
  }

  /** Of which rows something older was read than was applied. */
  static Set<Row> found(Laboratory laboratory) throws SQLException {
    return laboratory.verdict().violations().stream().map(Violation::row).collect(toSet());
  }
}
