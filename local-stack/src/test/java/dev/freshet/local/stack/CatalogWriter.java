package dev.freshet.local.stack;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Another program that writes to the catalog by plain SQL, each statement in its own transaction.
 */
final class CatalogWriter {

  private final Connection connection;

  CatalogWriter(Connection connection) {
    this.connection = connection;
  }

  /** A new category with new products. */
  Shelf newShelf(int products) throws SQLException {
    long category =
        insert("insert into categories (slug, name) values ('%s', 'Shelf') returning id", unique());
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < products; i++) {
      ids.add(
          insert(
              """
              insert into products (sku, name, category_id, price, stock)
              values ('%s', 'Product %d', %d, 10, 5) returning id
              """,
              unique(), i, category));
    }
    for (long id : ids) {
      run("insert into product_images values (%d, 1, 'https://images.example.com/1.jpg')", id);
    }
    return new Shelf(category, ids);
  }

  /** Text that no other row has, fit for a SKU or a slug. */
  static String unique() {
    return UUID.randomUUID().toString();
  }

  private long insert(String sql, Object... arguments) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql.formatted(arguments));
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  void run(String sql, Object... arguments) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql.formatted(arguments));
    }
  }

  /** A category and its products, by id. */
  record Shelf(long category, List<Long> products) {

    /** Everything that can be read of it. */
    List<Truth.Page> pages() {
      List<Truth.Page> pages = new ArrayList<>();
      products.forEach(id -> pages.add(Truth.Kind.PRODUCT.of(id)));
      pages.add(Truth.Kind.CATEGORY.of(category));
      pages.add(Truth.Kind.LISTING.of(category));
      return pages;
    }
  }
}
