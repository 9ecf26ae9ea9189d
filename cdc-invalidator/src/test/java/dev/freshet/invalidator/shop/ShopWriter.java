package dev.freshet.invalidator.shop;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Random;

/**
 * Commits transactions that change rows of the shop, and above all which row belongs to which. It
 * empties no table: snapshots from before a TRUNCATE see it too, so that they cannot tell what was.
 */
final class ShopWriter {

  private static final String DEADLOCK = "40P01";
  private static final String DUPLICATE = "23505";

  private final Connection connection;
  private final Random random;

  ShopWriter(Connection connection, Random random) throws SQLException {
    this.connection = connection;
    this.random = random;
    connection.setAutoCommit(false);
  }

  /** Commits one; or none, if it met another on its way. */
  boolean write() throws SQLException, InterruptedException {
    try (Statement statement = connection.createStatement()) {
      if (random.nextInt(3) == 0) {
        statement.execute("set local synchronous_commit = local");
      }
      int changes = 1 + random.nextInt(4);
      for (int i = 0; i < changes; i++) {
        change(statement);
        if (random.nextInt(12) == 0) {
          Thread.sleep(random.nextInt(20));
        }
      }
      connection.commit();
      return true;
    } catch (SQLException e) {
      connection.rollback();
      if (DEADLOCK.equals(e.getSQLState()) || DUPLICATE.equals(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }

  private void change(Statement statement) throws SQLException {
    if (random.nextInt(15) > 0) {
      statement.execute(change());
      return;
    }
    Savepoint before = connection.setSavepoint();
    statement.execute(change());
    connection.rollback(before);
  }

  private String change() {
    int kind = random.nextInt(100);
    if (kind < 24) {
      return value();
    }
    if (kind < 62) {
      return move();
    }
    if (kind < 92) {
      return comeOrGo();
    }
    return kind < 98 ? many() : channel();
  }

  /** A row has other values. */
  private String value() {
    int value = random.nextInt(1_000_000);
    return switch (random.nextInt(10)) {
      case 0 -> "update products set name = 'p%d' where id = %d".formatted(value, product());
      case 1 -> "update variants set name = 'v%d' where id = %d".formatted(value, variant());
      case 2 -> "update categories set name = 'c%d' where id = %d".formatted(value, category());
      case 3 ->
          "update stock set quantity = %d where id = %d".formatted(random.nextInt(3), variant());
      case 4 -> "update images set url = 'u%d' where id = %d".formatted(value, image());
      case 5 -> "update attachments set data = 'd%d' where id = %d".formatted(value, attachment());
      case 6 -> "update discounts set percent = %d where id = %d".formatted(value, discount());
      case 7 -> "update discount_notes set body = 'n%d' where id = %d".formatted(value, note());
      case 8 ->
          "update translations set title = 't%d' where product_id = %d".formatted(value, product());
      default -> "update prices set amount = %d where id = %d".formatted(value, price());
    };
  }

  /** A row belongs to another one. */
  private String move() {
    return switch (random.nextInt(12)) {
      case 0, 1, 2, 3 ->
          "update variants set product_id = %s where id = %d"
              .formatted(orNull(product()), variant());
      case 4 ->
          """
          update variants v set product_id = o.product_id from variants o
          where v.id in (%1$d, %2$d) and o.id in (%1$d, %2$d) and o.id <> v.id
          """
              .formatted(variant(), variant());
      case 5, 6, 7 ->
          "update prices set variant_id = %s where id = %d".formatted(orNull(variant()), price());
      case 8 ->
          "update discounts set price_id = %s where id = %d".formatted(orNull(price()), discount());
      case 9 ->
          "update discount_notes set discount_id = %d where id = %d".formatted(discount(), note());
      case 10 ->
          "update images set owner_type = '%s', owner_id = %d where id = %d"
              .formatted(ownerType(), product(), image());
      default ->
          "update attachments set image_id = %d where id = %d".formatted(image(), attachment());
    };
  }

  /** A row comes or goes, or does both under another name. */
  private String comeOrGo() {
    int value = random.nextInt(1_000_000);
    return switch (random.nextInt(13)) {
      case 0 -> "delete from variants where id = %d".formatted(variant());
      case 1, 2 ->
          "insert into variants values (%d, %d, 'v%d') on conflict do nothing"
              .formatted(variant(), product(), value);
      case 3 ->
          "update variants set id = %d where id = %d and not exists (select from variants where id = %1$d)"
              .formatted(variant(), variant());
      case 4 -> "delete from prices where id = %d".formatted(price());
      case 5 ->
          "insert into prices values (%d, %d, %d, %d) on conflict do nothing"
              .formatted(price(), variant(), 1 + random.nextInt(3), value);
      case 6 ->
          "update prices set id = %d where id = %d and not exists (select from prices where id = %1$d)"
              .formatted(price(), price());
      case 7, 8 ->
          "insert into product_categories values (%d, %d) on conflict do nothing"
              .formatted(product(), category());
      case 9 ->
          "delete from product_categories where product_id = %d and category_id = %d"
              .formatted(product(), category());
      case 10 -> "delete from products where id = %d".formatted(product());
      case 11 ->
          "insert into products values (%d, 'p%d') on conflict do nothing"
              .formatted(product(), value);
      default ->
          """
          insert into discounts values (%1$d, %2$d, %3$d)
          on conflict (id) do update set price_id = excluded.price_id
          """
              .formatted(discount(), price(), value);
    };
  }

  private String many() {
    int from = 1 + random.nextInt(15);
    return switch (random.nextInt(3)) {
      case 0 ->
          "update prices set amount = amount + 1 where id between %d and %d"
              .formatted(from, from + 5);
      case 1 ->
          "update product_categories set category_id = %d where product_id = %d and category_id = %d and not exists (select from product_categories where product_id = %2$d and category_id = %1$d)"
              .formatted(category(), product(), category());
      default ->
          "update variants set note = note where id between %d and %d".formatted(from, from + 3);
    };
  }

  /** Each of the three channels has one of the ids from 1 to 3, or is not there. */
  private String channel() {
    String channel = ShopDatabase.CHANNELS.get(random.nextInt(ShopDatabase.CHANNELS.size()));
    return random.nextInt(3) == 0
        ? "delete from channels where slug = '%s'".formatted(channel)
        : """
          insert into channels select free, '%1$s' from generate_series(1, 3) free
          where free not in (select id from channels)
            and not exists (select from channels where slug = '%1$s')
          limit 1
          on conflict do nothing
          """
            .formatted(channel);
  }

  private String orNull(int id) {
    return random.nextInt(12) == 0 ? "null" : Integer.toString(id);
  }

  private String ownerType() {
    return switch (random.nextInt(3)) {
      case 0 -> "product";
      case 1 -> "variant";
      default -> "price";
    };
  }

  private int product() {
    return 1 + random.nextInt(ShopDatabase.PRODUCTS);
  }

  private int variant() {
    return 1 + random.nextInt(20);
  }

  private int price() {
    return 1 + random.nextInt(40);
  }

  private int category() {
    return 1 + random.nextInt(6);
  }

  private int image() {
    return 1 + random.nextInt(30);
  }

  private int attachment() {
    return 1 + random.nextInt(20);
  }

  private int discount() {
    return 1 + random.nextInt(30);
  }

  private int note() {
    return 1 + random.nextInt(20);
  }
}
