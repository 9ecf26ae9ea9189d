package dev.freshet.checker.catalog;

import dev.freshet.checker.history.Page;
import dev.freshet.checker.load.ApiClient;
import dev.freshet.checker.load.Content;
import dev.freshet.checker.load.Database;
import dev.freshet.checker.load.NewIds;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The shelves of a round. */
final class Shelves implements Content {

  private static final int SHELVES = 6;
  private static final int PRODUCTS = 6;

  private final NewIds ids;
  private final List<Shelf> shelves = new ArrayList<>();

  Shelves(NewIds ids, int round) {
    this.ids = ids;
    for (int i = 1; i <= SHELVES; i++) {
      shelves.add(new Shelf((round + 1) * 1_000L + i));
    }
  }

  @Override
  public void empty(Connection connection) throws SQLException {
    Database.run(connection, "truncate categories, products, product_images, checker.deliveries");
  }

  @Override
  public void fill(Connection connection, Random random) throws SQLException {
    SqlChanges changes = new SqlChanges(ids, random);
    for (Shelf shelf : shelves) {
      changes.stock(connection, shelf, PRODUCTS);
    }
  }

  @Override
  public Page page(Random random) {
    return shelf(random).page(random);
  }

  @Override
  public List<Action> actions(Database database, ApiClient client, Random random) {
    ApiChanges api = new ApiChanges(client, random);
    SqlChanges sql = new SqlChanges(ids, random);
    return List.of(
        byApi(12, "POST", random, api::post),
        byApi(8, "PUT", random, api::put),
        byApi(14, "PATCH", random, api::patch),
        byApi(6, "DELETE", random, api::delete),
        byApi(4, "PUT category", random, api::putCategory),
        byApi(1, "DELETE category", random, api::deleteCategory),
        bySql(20, "update", database, random, (c, shelf) -> sql.update(c, shelf, shelf(random))),
        bySql(8, "insert", database, random, sql::insert),
        bySql(8, "delete", database, random, sql::delete),
        bySql(8, "images", database, random, sql::changeImages),
        bySql(4, "category", database, random, sql::renameCategory),
        bySql(8, "batch", database, random, sql::updateMany),
        bySql(5, "COPY", database, random, sql::copy),
        bySql(2, "cascade", database, random, sql::cascade),
        bySql(8, "trigger", database, random, sql::deliver),
        bySql(1, "TRUNCATE", database, random, (c, shelf) -> sql.truncate(c, shelves)),
        bySql(6, "restock", database, random, sql::restock));
  }

  private Action byApi(int weight, String name, Random random, ApiChange change) {
    return new Action(weight, name, () -> change.run(shelf(random)));
  }

  private Action bySql(
      int weight, String name, Database database, Random random, SqlChange change) {
    return new Action(
        weight,
        name,
        () -> {
          Shelf shelf = shelf(random);
          String unused = database.write(connection -> change.run(connection, shelf));
        });
  }

  private Shelf shelf(Random random) {
    return shelves.get(random.nextInt(shelves.size()));
  }

  @FunctionalInterface
  private interface SqlChange {
    void run(Connection connection, Shelf shelf) throws SQLException;
  }

  @FunctionalInterface
  private interface ApiChange {
    void run(Shelf shelf) throws IOException, InterruptedException;
  }
}
