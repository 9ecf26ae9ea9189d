package dev.freshet.checker.catalog;

import dev.freshet.checker.load.Database;
import dev.freshet.checker.load.NewIds;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.postgresql.PGConnection;

/** Changes as other programs make them, each within the transaction of the connection. */
final class SqlChanges {

  private static final List<String> COLOURS = List.of("red", "green", "blue");

  private final NewIds ids;
  private final Random random;

  SqlChanges(NewIds ids, Random random) {
    this.ids = ids;
    this.random = random;
  }

  /** Makes the category if it is not there, and puts products into it. */
  void stock(Connection connection, Shelf shelf, int products) throws SQLException {
    Database.run(
        connection,
        "insert into categories (id, slug, name) values (%d, 'shelf-%d', 'new') on conflict do nothing",
        shelf.category(),
        shelf.category());
    for (int i = 0; i < products; i++) {
      insert(connection, shelf, ids.next());
    }
  }

  /** A new product, or one of the last ones again, if it is gone. */
  void insert(Connection connection, Shelf shelf) throws SQLException {
    insert(connection, shelf, random.nextInt(3) == 0 ? shelf.product(random) : ids.next());
  }

  private void insert(Connection connection, Shelf shelf, long id) throws SQLException {
    Database.run(
        connection,
        "insert into products (id, sku, name, category_id, price, stock)"
            + " values (%d, 'SKU-%d', '%s', %d, 0, %d) on conflict do nothing",
        id,
        id,
        name(),
        shelf.category(),
        random.nextInt(2));
    Database.run(
        connection,
        "insert into product_images select %d, 1, '%s' where exists (select from products where id = %d) on conflict do nothing",
        id,
        url(),
        id);
    shelf.add(id);
  }

  void update(Connection connection, Shelf shelf, Shelf other) throws SQLException {
    String change =
        switch (random.nextInt(5)) {
          case 0 -> "name = '" + name() + "'";
          case 1 -> "description = 'changed'";
          case 2 -> "stock = " + random.nextInt(3);
          case 3 -> "category_id = " + other.category();
          default -> "price = price + 1";
        };
    long id = shelf.product(random);
    Database.run(
        connection, "update products set %s, updated_at = now() where id = %d", change, id);
    if (change.startsWith("category_id")) {
      other.add(id);
    }
  }

  void changeImages(Connection connection, Shelf shelf) throws SQLException {
    long id = shelf.product(random);
    int position = 1 + random.nextInt(3);
    switch (random.nextInt(3)) {
      case 0 ->
          Database.run(
              connection,
              "delete from product_images where product_id = %d and position = %d",
              id,
              position);
      case 1 ->
          Database.run(
              connection, "update product_images set url = '%s' where product_id = %d", url(), id);
      default ->
          Database.run(
              connection,
              "insert into product_images select id, %d, '%s' from products where id = %d on conflict do nothing",
              position,
              url(),
              id);
    }
  }

  void renameCategory(Connection connection, Shelf shelf) throws SQLException {
    Database.run(
        connection,
        "update categories set name = 'again', updated_at = now() where id = %d",
        shelf.category());
  }

  /** Deletes a product, or all but the newest. */
  void delete(Connection connection, Shelf shelf) throws SQLException {
    if (random.nextBoolean()) {
      Database.run(connection, "delete from products where id = %d", shelf.product(random));
    } else {
      trim(connection, shelf);
    }
  }

  /** Keeps the shelf from being empty or overflowing for long. */
  void restock(Connection connection, Shelf shelf) throws SQLException {
    stock(connection, shelf, 1);
    trim(connection, shelf);
  }

  private static void trim(Connection connection, Shelf shelf) throws SQLException {
    Database.run(
        connection,
        "delete from products where id in (select id from products where category_id = %d order by id desc offset %d)",
        shelf.category(),
        Shelf.CAPACITY);
  }

  /** Some products, by a JDBC batch or by one statement. */
  void updateMany(Connection connection, Shelf shelf) throws SQLException {
    if (random.nextBoolean()) {
      Database.run(
          connection,
          "update products set stock = stock + 1, price = price + 1 where category_id = %d",
          shelf.category());
      return;
    }
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ids.add(shelf.product(random));
    }
    // Whoever else changes several does so in the same order.
    Collections.sort(ids);
    try (PreparedStatement update =
        connection.prepareStatement(
            "update products set name = ?, updated_at = now() where id = ?")) {
      for (long id : ids) {
        update.setString(1, name());
        update.setLong(2, id);
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  void copy(Connection connection, Shelf shelf) throws SQLException {
    StringBuilder products = new StringBuilder();
    StringBuilder images = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      long id = ids.next();
      products.append("%d,SKU-%d,%s,%d,0,%d%n".formatted(id, id, name(), shelf.category(), i));
      images.append("%d,1,%s%n".formatted(id, url()));
      shelf.add(id);
    }
    copy(connection, "products (id, sku, name, category_id, price, stock)", products.toString());
    copy(connection, "product_images (product_id, position, url)", images.toString());
  }

  private static void copy(Connection connection, String target, String rows) throws SQLException {
    try {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("copy " + target + " from stdin (format csv)", new StringReader(rows));
    } catch (IOException e) {
      throw new SQLException(e);
    }
  }

  /** Deletes the category and with it its products; half the time they come back at once. */
  void cascade(Connection connection, Shelf shelf) throws SQLException {
    Database.run(connection, "delete from categories where id = %d", shelf.category());
    if (random.nextBoolean()) {
      stock(connection, shelf, 2);
    }
  }

  /** Another table's trigger changes the products. */
  void deliver(Connection connection, Shelf shelf) throws SQLException {
    Database.run(
        connection,
        "insert into checker.deliveries values (%d, %d)",
        shelf.product(random),
        random.nextInt(3));
  }

  /** Empties one table or all, and fills them again. */
  void truncate(Connection connection, List<Shelf> shelves) throws SQLException {
    String tables =
        switch (random.nextInt(3)) {
          case 0 -> "product_images";
          case 1 -> "products, product_images";
          default -> "categories, products, product_images";
        };
    Database.run(connection, "truncate %s", tables);
    if (!tables.equals("product_images")) {
      for (Shelf shelf : shelves) {
        stock(connection, shelf, 3);
      }
    }
  }

  private String name() {
    return COLOURS.get(random.nextInt(COLOURS.size())) + " " + random.nextInt(1000);
  }

  private String url() {
    return "https://images.example.com/" + random.nextInt(1000) + ".jpg";
  }
}
