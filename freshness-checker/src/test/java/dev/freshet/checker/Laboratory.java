package dev.freshet.checker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.freshet.checker.catalog.CatalogSubject;
import dev.freshet.checker.history.Decision;
import dev.freshet.checker.history.Page;
import dev.freshet.checker.history.Read;
import dev.freshet.checker.history.Verdict;
import dev.freshet.checker.load.ApiClient;
import dev.freshet.checker.load.Database;
import dev.freshet.checker.load.FenceWatch;
import dev.freshet.checker.load.Journal;
import dev.freshet.checker.load.Recorder;
import dev.freshet.checker.load.Subject;
import dev.freshet.checker.stack.Programs;
import dev.freshet.checker.stack.ProxiedStack;
import dev.freshet.checker.stack.RedisLayout;
import dev.freshet.checker.stack.Service;
import dev.freshet.local.Closer;
import dev.freshet.local.Folders;
import dev.freshet.local.stack.Application;
import dev.freshet.local.stack.ServiceJars;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.springframework.data.keyvalue.annotation.KeySpace;
import org.springframework.data.redis.cache.RedisCacheConfiguration;

/** The checker's parts, for one experiment after the other instead of many at random. */
final class Laboratory implements AutoCloseable {

  private final Closer closer;
  private final Subject subject;
  private final ProxiedStack stack;
  private final RedisConnections redis;
  private final FenceWatch fences;
  private final Recorder recorder = new Recorder();
  private final ApiClient client;
  private final Database database;
  private final AtomicLong ids = new AtomicLong();

  private Laboratory(Closer closer, Subject subject, ProxiedStack stack, RedisConnections redis) {
    this.closer = closer;
    this.subject = subject;
    this.stack = stack;
    this.redis = redis;
    this.fences = closer.add(FenceWatch.start(subject.keys().namespace(), redis.servers()));
    this.client = new ApiClient(stack.apis(), fences, recorder);
    this.database = closer.add(new Database(stack.servers(), fences, recorder));
  }

  static Laboratory start(List<List<String>> apis, List<String> invalidator)
      throws InterruptedException {
    return start(apis, invalidator, RedisLayout.SINGLE);
  }

  static Laboratory start(List<List<String>> apis, List<String> invalidator, RedisLayout redis)
      throws InterruptedException {
    return start(new CatalogSubject(), apis, invalidator, redis);
  }

  /** With an invalidator that streams, and another one that stands by. */
  static Laboratory startWithStandby(List<List<String>> apis, List<String> invalidator)
      throws InterruptedException {
    return start(
        new CatalogSubject(),
        new Programs(apis, List.of(invalidator, invalidator)),
        RedisLayout.SINGLE);
  }

  static Laboratory start(
      Subject subject, List<List<String>> apis, List<String> invalidator, RedisLayout redis)
      throws InterruptedException {
    return start(subject, new Programs(apis, List.of(invalidator)), redis);
  }

  private static Laboratory start(Subject subject, Programs programs, RedisLayout redis)
      throws InterruptedException {
    return Closer.opening(
        closer -> {
          Path folder = Folders.temporary("freshet-checker-");
          closer.add(() -> Folders.delete(folder));
          ProxiedStack stack =
              closer.add(
                  ProxiedStack.start(
                      folder, subject.application(), subject.journal(), programs, redis));
          // What is committed before there is a slot has no fence.
          stack.invalidators().get(0).awaitReady();
          return new Laboratory(
              closer, subject, stack, closer.add(RedisConnections.open(stack.redis())));
        });
  }

  static List<String> api() {
    return ServiceJars.program(ServiceJars.find().api());
  }

  /** The API with a mistake, the main class of which is among its test classes. */
  static List<String> api(String mistake) {
    return withTestClasses(ServiceJars.find().api(), "api-service", "dev.freshet.api." + mistake);
  }

  static List<String> shop() {
    return ServiceJars.program(ServiceJars.find(Application.SHOP).api());
  }

  /** The shop with what is among its test classes, and with Spring's Redis. */
  static List<String> shop(String mainClass) {
    return withTestClasses(
        ServiceJars.find(Application.SHOP).api(),
        "spring-jpa-shop",
        mainClass,
        jarOf(RedisCacheConfiguration.class),
        jarOf(KeySpace.class));
  }

  private static String jarOf(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().getPath();
  }

  static List<String> invalidator() {
    return ServiceJars.program(ServiceJars.find().invalidator());
  }

  /** The invalidator with a mistake, the main class of which is among its test classes. */
  static List<String> invalidator(String mistake) {
    return withTestClasses(
        ServiceJars.find().invalidator(),
        "cdc-invalidator",
        "dev.freshet.invalidator.invalidation." + mistake);
  }

  /** The program with an option of its JVM. */
  static List<String> with(String option, List<String> program) {
    return Stream.concat(Stream.of(option), program.stream()).toList();
  }

  private static List<String> withTestClasses(
      Path jar, String module, String mainClass, String... jars) {
    List<String> path = new ArrayList<>(List.of(jars));
    path.add(0, System.getProperty("freshet." + module + ".test-classes"));
    return List.of(
        "-Dloader.path=" + String.join(",", path),
        "-Dloader.main=" + mainClass,
        "-cp",
        jar.toString(),
        "org.springframework.boot.loader.launch.PropertiesLauncher");
  }

  ProxiedStack stack() {
    return stack;
  }

  /** An id that nothing has yet. */
  long newId() {
    return ids.incrementAndGet();
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

  /** Reads until it is a hit in the process's memory. */
  void readUntilInMemory(int api, Page page) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> read(api, page).isFromMemory());
  }

  /** Reads again and again. */
  void readFor(Duration time, int api, Page page) {
    long deadline = System.nanoTime() + time.toNanos();
    while (deadline - System.nanoTime() > 0) {
      Read unused = read(api, page);
    }
  }

  CompletableFuture<Read> readLater(int api, Page page) {
    return CompletableFuture.supplyAsync(() -> read(api, page));
  }

  /**
   * Runs statements in one transaction.
   *
   * @return its fence's token
   */
  String sql(String... statements) throws SQLException {
    return write(database, statements);
  }

  /** The same on another thread, with a session of its own. */
  CompletableFuture<Void> sqlLater(String... statements) {
    return CompletableFuture.runAsync(
        () -> {
          try (Database another = new Database(stack.servers(), fences, recorder)) {
            String unused = write(another, statements);
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static String write(Database database, String... statements) throws SQLException {
    return database.write(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            for (String one : statements) {
              statement.execute(one);
            }
          }
        });
  }

  /** Until the slot has moved past all that is committed: it is not applied again. */
  void awaitAcknowledged() {
    String committed = stack.servers().ask("select pg_current_wal_lsn()");
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(10))
        .until(
            () ->
                stack
                    .servers()
                    .ask(
                        "select confirmed_flush_lsn >= '%s' from pg_replication_slots where slot_name = 'freshet'"
                            .formatted(committed))
                    .equals("t"));
  }

  /** The run of the invalidator that has written the watermark last. */
  String run() {
    return watermark("run");
  }

  /** The invalidator that has written the watermark last. */
  Service streaming() {
    String instance = watermark("instance");
    return stack.invalidators().stream()
        .filter(invalidator -> invalidator.name().equals(instance))
        .findFirst()
        .orElseThrow();
  }

  private String watermark(String field) {
    try {
      byte[] key = subject.keys().namespace().watermark().getBytes(UTF_8);
      byte[] value = redis.cache().ask(commands -> commands.hget(key, field.getBytes(UTF_8)));
      return value == null ? "" : new String(value, UTF_8);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
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
      return Decision.of(recorder.history(Journal.read(connection, subject), fences.passed()));
    }
  }

  @Override
  public void close() {
    closer.close();
  }
}
