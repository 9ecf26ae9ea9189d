package dev.freshet.checker.shop;

import dev.freshet.checker.load.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * Changes as other programs make them, each within the transaction of the connection: above all of
 * which row belongs to which.
 */
final class SqlChanges {

  private static final List<String> TRUNCATED =
      List.of("image", "stock", "price", "product_translation", "product_category");

  private final Assortment assortment;
  private final Random random;

  SqlChanges(Assortment assortment, Random random) {
    this.assortment = assortment;
    this.random = random;
  }

  /** A product with two variants and all that belongs to them. */
  void insertProduct(Connection connection) throws SQLException {
    long product = assortment.newId();
    Database.run(connection, "insert into product values (%d, 'new')", product);
    Database.run(
        connection,
        "insert into product_category values (%d, %d)",
        product,
        assortment.category(random));
    Database.run(
        connection,
        "insert into image values (%d, 'product', %d, 'new')",
        assortment.newId(),
        product);
    assortment.addProduct(product);
    insertVariant(connection, product);
    insertVariant(connection, product);
  }

  private void insertVariant(Connection connection, long product) throws SQLException {
    long variant = assortment.newId();
    Database.run(
        connection,
        "insert into variant select %1$d, id, 'SKU-%1$d', 'new' from product where id = %2$d",
        variant,
        product);
    Database.run(
        connection,
        "insert into price select c.id * 10000000000 + v.id, v.id, c.id, 0 from variant v cross join channel c where v.id = %d",
        variant);
    Database.run(
        connection,
        "insert into stock select %1$d, v.id, %2$d, 0 from variant v where v.id = %1$d",
        variant,
        assortment.warehouse(random));
    Database.run(
        connection,
        "insert into image select %d, 'variant', v.id, 'new' from variant v where v.id = %d",
        assortment.newId(),
        variant);
    assortment.addVariant(variant);
  }

  /** From one to three changes. */
  void several(Connection connection) throws SQLException {
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      Database.run(
          connection, random.nextInt(3) == 0 ? value() : random.nextInt(3) > 0 ? move() : row());
    }
  }

  /** A row has another value; which one, the journal's trigger says. */
  private String value() {
    return switch (random.nextInt(8)) {
      case 0 -> "update product set name = 'by SQL' where id = " + product();
      case 1 -> "update variant set title = 'by SQL' where id = " + variant();
      case 2 -> "update category set name = 'by SQL' where id = " + assortment.category(random);
      case 3 -> "update warehouse set name = 'by SQL' where id = " + assortment.warehouse(random);
      case 4 -> "update stock set quantity = 0 where variant_id = " + variant();
      case 5 ->
          "update image set url = '' where owner_id in (%d, %d)".formatted(product(), variant());
      case 6 ->
          random.nextInt(5) == 0
              ? "update channel set currency = 'by SQL' where id = " + channel()
              : "update product_translation set name = language where product_id = " + product();
      default ->
          "update price set amount = 0 where variant_id = %d and channel_id = %d"
              .formatted(variant(), channel());
    };
  }

  /** A row belongs to another one, unless that has one of this kind already. */
  private String move() {
    return switch (random.nextInt(9)) {
      case 0, 1 ->
          "update variant set product_id = p.id from product p where p.id = %d and variant.id = %d"
              .formatted(product(), variant());
      case 2 ->
          """
          update variant v set product_id = o.product_id from variant o
          where v.id in (%1$d, %2$d) and o.id in (%1$d, %2$d) and o.id <> v.id
          """
              .formatted(variant(), variant());
      case 3, 4 ->
          """
          update price r set variant_id = v.id from variant v
          where v.id = %1$d and r.variant_id = %2$d and r.channel_id = %3$d
            and not exists (select from price x where x.variant_id = %1$d and x.channel_id = %3$d)
          """
              .formatted(variant(), variant(), channel());
      case 5 ->
          """
          update stock s set variant_id = v.id from variant v
          where v.id = %1$d and s.variant_id = %2$d and s.warehouse_id = %3$d
            and not exists (select from stock x where x.variant_id = %1$d and x.warehouse_id = %3$d)
          """
              .formatted(variant(), variant(), assortment.warehouse(random));
      case 6 ->
          random.nextBoolean()
              ? "update image set owner_type = 'variant', owner_id = %d where owner_type = 'product' and owner_id = %d"
                  .formatted(variant(), product())
              : "update image set owner_type = 'product', owner_id = %d where owner_type = 'variant' and owner_id = %d"
                  .formatted(product(), variant());
      case 7 ->
          """
          update product_translation t set product_id = p.id from product p
          where p.id = %1$d and t.product_id = %2$d and t.language = 'DE'
            and not exists (select from product_translation x where x.product_id = %1$d and x.language = 'DE')
          """
              .formatted(product(), product());
      default ->
          """
          update product_category set category_id = %1$d where product_id = %2$d and category_id = %3$d
            and not exists (select from product_category where product_id = %2$d and category_id = %1$d)
          """
              .formatted(assortment.category(random), product(), assortment.category(random));
    };
  }

  /** A row comes or goes. */
  private String row() {
    return switch (random.nextInt(9)) {
      case 0 ->
          "insert into product_category select id, %d from product where id = %d on conflict do nothing"
              .formatted(assortment.category(random), product());
      case 1 ->
          "delete from product_category where product_id = %d and category_id = %d"
              .formatted(product(), assortment.category(random));
      case 2 -> {
        String language = random.nextBoolean() ? "DE" : "EN";
        yield "insert into product_translation select %d, id, '%s', '%s' from product where id = %d on conflict do nothing"
            .formatted(assortment.newId(), language, language, product());
      }
      case 3 -> "delete from product_translation where product_id = " + product();
      case 4 ->
          "insert into price select %d, v.id, c.id, 0 from variant v cross join channel c where v.id = %d and c.id = %d on conflict do nothing"
              .formatted(assortment.newId(), variant(), channel());
      case 5 ->
          "insert into stock select %d, id, %d, 0 from variant where id = %d on conflict do nothing"
              .formatted(assortment.newId(), assortment.warehouse(random), variant());
      case 6 ->
          "insert into image select %d, 'product', id, '' from product where id = %d"
              .formatted(assortment.newId(), product());
      case 7 ->
          "delete from image where id in (select max(id) from image where owner_id = %d)"
              .formatted(random.nextBoolean() ? product() : variant());
      default ->
          random.nextBoolean()
              ? "delete from variant where id = " + variant()
              : "delete from price where variant_id = %d and channel_id = %d"
                  .formatted(variant(), channel());
    };
  }

  /** Prices of several variants by a JDBC batch, in one order as all who do that. */
  void batch(Connection connection) throws SQLException {
    TreeSet<Long> ids = new TreeSet<>();
    for (int i = 0; i < 4; i++) {
      ids.add(variant());
    }
    try (PreparedStatement update =
        connection.prepareStatement("update price set amount = ? where variant_id = ?")) {
      for (long id : ids) {
        update.setInt(1, random.nextInt(100));
        update.setLong(2, id);
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  /** With all that refers to it. */
  void deleteProduct(Connection connection) throws SQLException {
    Database.run(connection, "delete from product where id = %d", product());
  }

  void truncate(Connection connection) throws SQLException {
    Database.run(connection, "truncate %s", TRUNCATED.get(random.nextInt(TRUNCATED.size())));
  }

  private long product() {
    return assortment.product(random);
  }

  private long variant() {
    return assortment.variant(random);
  }

  private long channel() {
    return assortment.channel(random).id();
  }
}
