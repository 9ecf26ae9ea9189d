package dev.freshet.invalidator.shop;

import dev.freshet.invalidation.visibility.TransactionSnapshot;
import dev.freshet.invalidator.shop.ShopCache.Cached;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.Namespace;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writers, readers that fill the cache, and observers, all at once.
 *
 * <p>An observer takes a snapshot, commits a fence behind all that it sees, and when the fence has
 * passed reads everything that is cached. By then whatever the snapshot sees is applied. So a value
 * that was loaded by an earlier snapshot must be what this one has.
 */
final class ShopLoad {

  private static final int WRITERS = 3;
  private static final int READERS = 2;
  private static final int OBSERVERS = 2;
  private static final Namespace NAMESPACE = new Namespace("shop");
  private static final Duration FENCE_LIMIT = Duration.ofSeconds(20);

  private final ShopDatabase database;
  private final String redisUri;
  private final long seed;
  private final AtomicLong transactions = new AtomicLong();
  private final AtomicLong fills = new AtomicLong();
  private final AtomicLong fences = new AtomicLong();
  private final AtomicLong compared = new AtomicLong();
  private final ConcurrentLinkedQueue<String> stale = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean over;

  ShopLoad(ShopDatabase database, String redisUri, long seed) {
    this.database = database;
    this.redisUri = redisUri;
    this.seed = seed;
  }

  /**
   * What has happened.
   *
   * @param compared values that were loaded before an observer's snapshot and found after its fence
   * @param stale those of them that were wrong
   */
  record Outcome(
      long seed, long transactions, long fills, long fences, long compared, List<String> stale) {

    String figures() {
      return "seed %d: %d transactions, %d fills, %d fences, %d values compared, %d stale"
          .formatted(seed, transactions, fills, fences, compared, stale.size());
    }
  }

  /** Goes on until a stale value is found, or the time is over. */
  Outcome run(Duration limit) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      for (int i = 0; i < WRITERS; i++) {
        Random random = new Random(seed * 100 + i);
        start(threads, () -> write(random));
      }
      for (int i = 0; i < READERS; i++) {
        Random random = new Random(seed * 100 + 10 + i);
        start(threads, () -> read(random));
      }
      for (int i = 0; i < OBSERVERS; i++) {
        start(threads, this::observe);
      }
      long deadline = System.nanoTime() + limit.toNanos();
      while (System.nanoTime() < deadline && stale.isEmpty() && failures.isEmpty()) {
        Thread.sleep(20);
      }
    } finally {
      over = true;
      threads.shutdown();
      if (!threads.awaitTermination(60, TimeUnit.SECONDS)) {
        failures.add(new IllegalStateException("a thread does not end"));
      }
    }
    if (!failures.isEmpty()) {
      throw new AssertionError("seed " + seed, failures.peek());
    }
    return new Outcome(
        seed, transactions.get(), fills.get(), fences.get(), compared.get(), List.copyOf(stale));
  }

  private void start(ExecutorService threads, Deed deed) {
    threads.execute(
        () -> {
          try {
            deed.run();
          } catch (Exception | Error e) {
            failures.add(e);
          }
        });
  }

  private void write(Random random) throws Exception {
    try (Connection connection = database.connect()) {
      ShopWriter writer = new ShopWriter(connection, random);
      while (!over) {
        if (writer.write()) {
          transactions.incrementAndGet();
        }
        Thread.sleep(random.nextInt(12));
      }
    }
  }

  private void read(Random random) throws Exception {
    try (Connection connection = database.connect();
        ShopCache cache = new ShopCache(redisUri)) {
      while (!over) {
        fill(connection, cache, random.nextInt(8) == 0 ? random.nextInt(20) : 0);
        Thread.sleep(random.nextInt(8));
      }
    }
  }

  private void fill(Connection connection, ShopCache cache, long millisFromLoadToFill)
      throws Exception {
    String token = UUID.randomUUID().toString();
    List<String> leased = cache.lease(ShopDatabase.keys(), token);
    if (leased.isEmpty()) {
      return;
    }
    List<String> loaded =
        ShopDatabase.query(
            connection,
            "select pg_current_snapshot()::text union all select * from (%s) loaded"
                .formatted(ShopDatabase.valuesOf(leased)));
    Thread.sleep(millisFromLoadToFill);
    fills.addAndGet(cache.fill(leased, token, loaded.get(0), loaded.subList(1, loaded.size())));
  }

  /** Fills all that is not cached, once. */
  void fillOnce() throws Exception {
    try (Connection connection = database.connect();
        ShopCache cache = new ShopCache(redisUri)) {
      fill(connection, cache, 0);
    }
  }

  /** Observes once; the values that are stale. */
  List<String> observeOnce() throws Exception {
    try (Observer observer = new Observer()) {
      observer.observe();
    }
    return List.copyOf(stale);
  }

  private void observe() throws Exception {
    try (Observer observer = new Observer()) {
      while (!over) {
        observer.observe();
      }
    }
  }

  private final class Observer implements AutoCloseable {

    private final List<String> keys = ShopDatabase.keys();
    private final Connection seeing;
    private final Connection fencing;
    private final ShopCache cache;

    Observer() throws SQLException {
      seeing = database.connect();
      fencing = database.connect();
      cache = new ShopCache(redisUri);
      seeing.setAutoCommit(false);
      seeing.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      ShopDatabase.query(fencing, "select set_config('synchronous_commit', 'local', false)");
    }

    void observe() throws Exception {
      TransactionSnapshot snapshot =
          TransactionSnapshot.of(
              ShopDatabase.query(seeing, "select pg_current_snapshot()::text").get(0));
      FenceToken fence = FenceToken.random();
      ShopDatabase.query(
          fencing,
          "select pg_logical_emit_message(true, '%s', '%s')::text"
              .formatted(FenceToken.MESSAGE_PREFIX, fence));
      List<String> truth = ShopDatabase.query(seeing, ShopDatabase.valuesOf(keys));
      seeing.commit();
      List<Optional<Cached>> found = awaitFence(cache, fence, keys);
      fences.incrementAndGet();
      for (int i = 0; i < keys.size(); i++) {
        compare(keys.get(i), truth.get(i), snapshot, found.get(i));
      }
    }

    @Override
    public void close() throws SQLException {
      cache.close();
      fencing.close();
      seeing.close();
    }
  }

  private static List<Optional<Cached>> awaitFence(
      ShopCache cache, FenceToken fence, List<String> keys) throws Exception {
    long deadline = System.nanoTime() + FENCE_LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<List<Optional<Cached>>> found = cache.valuesOnceThere(NAMESPACE.fence(fence), keys);
      if (found.isPresent()) {
        return found.get();
      }
      Thread.sleep(1);
    }
    throw new IllegalStateException("a fence does not pass");
  }

  private void compare(
      String key, String truth, TransactionSnapshot snapshot, Optional<Cached> found) {
    if (found.isEmpty() || !isBefore(found.get().snapshot(), snapshot)) {
      return;
    }
    compared.incrementAndGet();
    if (!found.get().value().equals(truth)) {
      stale.add(
          "%s was loaded by %s: %s%n  but by %s is, and a fence behind it has passed: %s"
              .formatted(key, found.get().snapshot(), found.get().value(), snapshot, truth));
    }
  }

  /** Whether it lacks a transaction that the later one does not. */
  private static boolean isBefore(TransactionSnapshot one, TransactionSnapshot later) {
    return one.xmax() < later.xmax()
        || one.xmax() == later.xmax()
            && one.running().stream().anyMatch(xid -> !later.running().contains(xid));
  }

  @FunctionalInterface
  private interface Deed {
    void run() throws Exception;
  }
}
