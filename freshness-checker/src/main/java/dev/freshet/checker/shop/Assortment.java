package dev.freshet.checker.shop;

import dev.freshet.checker.history.Page;
import dev.freshet.checker.load.ApiClient;
import dev.freshet.checker.load.Content;
import dev.freshet.checker.load.Database;
import dev.freshet.checker.load.NewIds;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/** What the shop has in a round: few products, so that writers and readers meet. */
final class Assortment implements Content {

  private static final int PRODUCTS = 10;
  private static final int KNOWN = 14;
  private static final int OF_EACH = 3;

  private final NewIds ids;
  private final List<ShopPage.Channel> channels;
  private final List<Long> warehouses;
  private final List<Long> categories;
  private final Recent products = new Recent();
  private final Recent variants = new Recent();

  Assortment(NewIds ids, int round) {
    this.ids = ids;
    long base = (round + 1) * 1_000L;
    channels = List.of(new ShopPage.Channel(base, "eu"), new ShopPage.Channel(base + 1, "us"));
    warehouses = LongStream.range(base, base + OF_EACH).boxed().toList();
    categories = warehouses;
  }

  @Override
  public void empty(Connection connection) throws SQLException {
    Database.run(
        connection,
        "truncate channel, product, product_translation, variant, price, warehouse, stock, image,"
            + " category, product_category");
  }

  @Override
  public void fill(Connection connection, Random random) throws SQLException {
    for (ShopPage.Channel channel : channels) {
      Database.run(
          connection, "insert into channel values (%d, '%s', 'new')", channel.id(), channel.code());
    }
    for (long id : categories) {
      Database.run(connection, "insert into category values (%d, 'new')", id);
      Database.run(connection, "insert into warehouse values (%d, 'new')", id);
    }
    SqlChanges changes = new SqlChanges(this, random);
    for (int i = 0; i < PRODUCTS; i++) {
      changes.insertProduct(connection);
    }
  }

  @Override
  public List<Action> actions(Database database, ApiClient client, Random random) {
    SqlChanges sql = new SqlChanges(this, random);
    JpaChanges jpa = new JpaChanges(this, client, random);
    return List.of(
        new Action(4, "JPA, create", jpa::create),
        new Action(12, "JPA, change product", jpa::changeProduct),
        new Action(14, "JPA, change or move variant", jpa::changeVariant),
        new Action(14, "JPA, price", jpa::price),
        new Action(2, "JPA, delete", jpa::delete),
        bySql(30, "SQL", database, sql::several),
        bySql(8, "batch", database, sql::batch),
        bySql(3, "cascade", database, sql::deleteProduct),
        bySql(1, "TRUNCATE", database, sql::truncate),
        bySql(10, "restock", database, sql::insertProduct));
  }

  private static Action bySql(int weight, String name, Database database, Database.Work work) {
    return new Action(
        weight,
        name,
        () -> {
          String unused = database.write(work);
        });
  }

  @Override
  public Page page(Random random) {
    ShopPage.Channel channel = channel(random);
    return random.nextInt(3) > 0
        ? new ShopPage.Product(product(random), channel, random.nextBoolean() ? "EN" : "DE")
        : new ShopPage.Category(category(random), channel);
  }

  long newId() {
    return ids.next();
  }

  void addProduct(long id) {
    products.add(id, KNOWN);
  }

  void addVariant(long id) {
    variants.add(id, 2 * KNOWN);
  }

  long product(Random random) {
    return products.any(random);
  }

  long variant(Random random) {
    return variants.any(random);
  }

  long category(Random random) {
    return one(categories, random);
  }

  long warehouse(Random random) {
    return one(warehouses, random);
  }

  ShopPage.Channel channel(Random random) {
    return one(channels, random);
  }

  private static <T> T one(List<T> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }

  /** The ids that came last, whether they are still there or not. */
  private static final class Recent {

    private final Deque<Long> ids = new ArrayDeque<>();

    synchronized void add(long id, int most) {
      ids.addLast(id);
      if (ids.size() > most) {
        ids.removeFirst();
      }
    }

    /** Any other id if there are none. */
    synchronized long any(Random random) {
      return ids.isEmpty() ? 1 : one(List.copyOf(ids), random);
    }
  }
}
