package dev.freshet.checker;

import static org.awaitility.Awaitility.await;

import dev.freshet.checker.history.Decision;
import dev.freshet.checker.history.Page;
import dev.freshet.checker.history.Read;
import dev.freshet.checker.history.Verdict;
import dev.freshet.checker.load.ApiClient;
import dev.freshet.checker.load.Database;
import dev.freshet.checker.load.FenceWatch;
import dev.freshet.checker.load.Journal;
import dev.freshet.checker.load.Recorder;
import dev.freshet.checker.load.Shelf;
import dev.freshet.checker.load.SqlChanges;
import dev.freshet.checker.stack.Programs;
import dev.freshet.checker.stack.ProxiedStack;
import dev.freshet.checker.stack.RedisLayout;
import dev.freshet.local.Closer;
import dev.freshet.local.Folders;
import dev.freshet.local.stack.ServiceJars;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** The checker's parts, for one experiment after the other instead of many at random. */
final class Laboratory implements AutoCloseable {

  private final Closer closer;
  private final ProxiedStack stack;
  private final FenceWatch fences;
  private final Recorder recorder = new Recorder();
  private final ApiClient client;
  private final Database database;
  private long shelves;

  private Laboratory(Closer closer, ProxiedStack stack, RedisConnections redis) {
    this.closer = closer;
    this.stack = stack;
    this.fences = closer.add(FenceWatch.start(redis.servers()));
    this.client = new ApiClient(stack.apis(), recorder);
    this.database = closer.add(new Database(stack.servers(), fences, recorder));
  }

  static Laboratory start(List<List<String>> apis, List<String> invalidator)
      throws InterruptedException {
    return start(apis, invalidator, RedisLayout.SINGLE);
  }

  static Laboratory start(List<List<String>> apis, List<String> invalidator, RedisLayout redis)
      throws InterruptedException {
    return Closer.opening(
        closer -> {
          Path folder = Folders.temporary("freshet-checker-");
          closer.add(() -> Folders.delete(folder));
          ProxiedStack stack =
              closer.add(
                  ProxiedStack.start(folder, new Programs(apis, List.of(invalidator)), redis));
          // What is committed before there is a slot has no fence.
          stack.invalidators().get(0).awaitReady();
          return new Laboratory(closer, stack, closer.add(RedisConnections.open(stack.redis())));
        });
  }

  static List<String> api() {
    return ServiceJars.program(ServiceJars.find().api());
  }

  /** The API with what is among its test classes. */
  static List<String> api(String mainClass) {
    return withTestClasses(ServiceJars.find().api(), "api-service", mainClass);
  }

  static List<String> invalidator() {
    return ServiceJars.program(ServiceJars.find().invalidator());
  }

  /** The invalidator with what is among its test classes. */
  static List<String> invalidator(String mainClass) {
    return withTestClasses(ServiceJars.find().invalidator(), "cdc-invalidator", mainClass);
  }

  private static List<String> withTestClasses(Path jar, String module, String mainClass) {
    return List.of(
        "-Dloader.path=" + System.getProperty("freshet." + module + ".test-classes"),
        "-Dloader.main=" + mainClass,
        "-cp",
        jar.toString(),
        "org.springframework.boot.loader.launch.PropertiesLauncher");
  }

  ProxiedStack stack() {
    return stack;
  }

  /** A new shelf with products, which the invalidator knows of. */
  Shelf newShelf(int products) throws SQLException {
    Shelf shelf = new Shelf(++shelves);
    SqlChanges changes = new SqlChanges(new Random(1));
    awaitPassed(database.write(connection -> changes.stock(connection, shelf, products)));
    return shelf;
  }

  /** Reads and records. */
  Read read(int api, Page page) {
    try {
      return client.read(api, page).orElseThrow();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads until it is a hit. */
  void readUntilCached(int api, Page page) {
    await().atMost(Duration.ofSeconds(20)).until(() -> read(api, page).isHit());
  }

  CompletableFuture<Read> readLater(int api, Page page) {
    return CompletableFuture.supplyAsync(() -> read(api, page));
  }

  /**
   * Changes the product's price and name.
   *
   * @return the fence's token
   */
  String change(long product) throws SQLException {
    return database.write(
        connection ->
            SqlChanges.run(
                connection,
                "update products set price = price + 1, name = 'changed' where id = %d",
                product));
  }

  /** The same on another thread, with a session of its own. */
  CompletableFuture<Void> changeLater(long product) {
    return CompletableFuture.runAsync(
        () -> {
          try (Database another = new Database(stack.servers(), fences, recorder)) {
            another.write(
                connection ->
                    SqlChanges.run(
                        connection,
                        "update products set price = price + 1 where id = %d",
                        product));
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  void awaitPassed(String token) {
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> fences.isPassed(token));
  }

  /** Whether the fence passes within so long. */
  boolean isPassedWithin(String token, Duration limit) throws InterruptedException {
    return fences.isPassedWithin(token, limit);
  }

  int fencesPassed() {
    return fences.passed().size();
  }

  Verdict verdict() throws SQLException {
    try (Connection connection = stack.servers().connect()) {
      return Decision.of(recorder.history(Journal.read(connection), fences.passed()));
    }
  }

  @Override
  public void close() {
    closer.close();
  }
}
