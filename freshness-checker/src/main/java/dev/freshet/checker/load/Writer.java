package dev.freshet.checker.load;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** Changes the shelves by every path there is, in an order that its seed determines. */
public final class Writer implements Runnable {

  private static final int PAUSE_MILLIS = 40;

  private final List<Shelf> shelves;
  private final Database database;
  private final SqlChanges sql;
  private final ApiChanges api;
  private final Recorder recorder;
  private final Random random;
  private final BooleanSupplier goOn;
  private final List<Path> paths = new ArrayList<>();

  public Writer(
      List<Shelf> shelves,
      Database database,
      ApiClient client,
      FenceWatch fences,
      Recorder recorder,
      Random random,
      BooleanSupplier goOn) {
    this.shelves = shelves;
    this.database = database;
    this.sql = new SqlChanges(random);
    this.api = new ApiChanges(client, fences, recorder, random);
    this.recorder = recorder;
    this.random = random;
    this.goOn = goOn;
    api(12, "POST", api::post);
    api(8, "PUT", api::put);
    api(14, "PATCH", api::patch);
    api(6, "DELETE", api::delete);
    api(4, "PUT category", api::putCategory);
    api(1, "DELETE category", api::deleteCategory);
    sql(20, "update", (connection, shelf) -> sql.update(connection, shelf, shelf()));
    sql(8, "insert", (connection, shelf) -> sql.insert(connection, shelf));
    sql(8, "delete", sql::delete);
    sql(8, "images", sql::changeImages);
    sql(4, "category", sql::renameCategory);
    sql(8, "batch", sql::updateMany);
    sql(5, "COPY", (connection, shelf) -> sql.copy(connection, shelf));
    sql(2, "cascade", sql::cascade);
    sql(8, "trigger", sql::deliver);
    sql(1, "TRUNCATE", (connection, shelf) -> sql.truncate(connection, shelves));
  }

  private void sql(int weight, String name, SqlChange change) {
    api(weight, name, shelf -> database.write(connection -> change.run(connection, shelf)));
  }

  private void api(int weight, String name, ApiChange change) {
    for (int i = 0; i < weight; i++) {
      paths.add(new Path(name, change));
    }
  }

  @Override
  public void run() {
    try (database) {
      while (goOn.getAsBoolean()) {
        write();
        Thread.sleep(random.nextInt(PAUSE_MILLIS));
      }
    } catch (InterruptedException e) {
      // Asked to stop.
    }
  }

  private void write() throws InterruptedException {
    Path path = paths.get(random.nextInt(paths.size()));
    Shelf shelf = shelf();
    try {
      path.change.run(shelf);
      recorder.count("write, " + path.name);
      if (random.nextInt(20) == 0) {
        restock(shelf);
      }
    } catch (SQLException e) {
      recorder.count("write, refused by SQL state " + e.getSQLState());
    } catch (IOException e) {
      recorder.count("write, not answered");
    }
  }

  /** Keeps the shelves from being empty or overflowing for long. */
  private void restock(Shelf shelf) throws SQLException {
    database.write(
        connection -> {
          sql.stock(connection, shelf, 1);
          sql.trim(connection, shelf);
        });
  }

  private Shelf shelf() {
    return shelves.get(random.nextInt(shelves.size()));
  }

  private record Path(String name, ApiChange change) {}

  @FunctionalInterface
  private interface SqlChange {
    void run(Connection connection, Shelf shelf) throws SQLException;
  }

  @FunctionalInterface
  private interface ApiChange {
    void run(Shelf shelf) throws SQLException, IOException, InterruptedException;
  }
}
