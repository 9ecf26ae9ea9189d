package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.cache.redis.WatermarkWriter;
import dev.freshet.catalog.CatalogKeys;
import dev.freshet.keys.Watermark;
import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.redis.LocalRedis;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Reads that must not be staler than a bound. The test is the invalidator: it looks what the
 * database has, deletes what differs from it, and says until when it has done so.
 */
class MaxStalenessIT {

  private static final String DATABASE = "staleness";
  private static final Duration BOUND = Duration.ofSeconds(3);
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Pattern STOCK = Pattern.compile("\"stock\":(\\d+)");
  private static final String HIT = "freshet; hit";
  private static final String BYPASS = "freshet; fwd=bypass; detail=max-staleness";

  private final LocalPostgres postgres = LocalPostgres.start();
  private final LocalRedis redis = LocalRedis.start();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicBoolean go = new AtomicBoolean(true);
  private final AtomicBoolean invalidating = new AtomicBoolean(true);
  private final AtomicBoolean beating = new AtomicBoolean(true);
  private final ConcurrentLinkedQueue<ReadOfStock> reads = new ConcurrentLinkedQueue<>();
  private final Map<Long, Integer> commits = Collections.synchronizedMap(new TreeMap<>());
  private final List<Future<?>> running = new ArrayList<>();
  private TestApi api;

  /**
   * @param began by {@link System#nanoTime()}
   */
  private record ReadOfStock(long began, int stock, String status) {}

  @BeforeEach
  void start() {
    TestApi.createDatabase(postgres, DATABASE);
    api =
        TestApi.start(
            postgres, DATABASE, redis, "freshet.max-staleness=" + BOUND.toSeconds() + "s");
    TestApi.sql(
        postgres,
        DATABASE,
        "insert into categories (slug, name) values ('c', 'C')",
        "insert into products (sku, name, category_id, price) values ('A', 'A', 1, 1)");
  }

  @AfterEach
  void stop() {
    go.set(false);
    threads.shutdownNow();
    api.close();
    redis.close();
    postgres.close();
  }

  @Test
  void noReadIsStalerThanTheBoundWhateverTheInvalidatorDoes() throws Exception {
    running.add(threads.submit(this::write));
    running.add(threads.submit(this::invalidate));
    running.add(threads.submit(this::read));
    running.add(threads.submit(this::read));
    awaitStatus(HIT);

    // It is gone, and so is its watermark's progress.
    invalidating.set(false);
    beating.set(false);
    awaitStatus(BYPASS);
    assertThat(api.get("/actuator/health").body()).contains("\"cache\":\"bypassed\"");
    assertThat(bypasses()).isPositive();
    invalidating.set(true);
    beating.set(true);
    awaitStatus(HIT);

    // It writes its watermark, and applies nothing.
    invalidating.set(false);
    awaitStatus(BYPASS);
    invalidating.set(true);
    awaitStatus(HIT);
    assertThat(api.get("/actuator/health").body()).contains("\"cache\":\"used\"");

    // Redis hangs, and loses everything.
    redis.pause();
    LockSupport.parkNanos(BOUND.plusSeconds(1).toNanos());
    redis.resume();
    awaitStatus(HIT);
    redis.kill();
    redis.startAgain();
    awaitStatus(HIT);

    go.set(false);
    for (Future<?> ended : running) {
      ended.get();
    }
    assertKept();
  }

  @Test
  void whileTheCacheIsBypassedReadersOfAKeyShareLoads() throws Exception {
    assertThat(TestApi.cacheStatus(api.get("/products/1"))).isEqualTo(BYPASS);
    assertThat(redis.command("KEYS *")).as("nothing is stored").isEqualTo("*0");
    try (Connection blocker =
        DriverManager.getConnection(postgres.jdbcUrl(DATABASE), DATABASE, DATABASE)) {
      double before = loads();
      blocker.setAutoCommit(false);
      blocker.createStatement().execute("lock table product_images in access exclusive mode");
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        answers.add(threads.submit(() -> api.get("/products/1")));
      }
      await().atMost(LIMIT).until(() -> bypasses() >= 101);
      assertThat(loads() - before).as("one load at a time").isEqualTo(1);
      blocker.rollback();
      for (Future<HttpResponse<String>> answer : answers) {
        assertThat(answer.get().statusCode()).isEqualTo(200);
      }
      assertThat(loads() - before)
          .as("the others shared one, but for those that had not come to it by then")
          .isBetween(2.0, 6.0);
    }
  }

  private void assertKept() {
    Duration worst = Duration.ZERO;
    int hits = 0;
    for (ReadOfStock read : reads) {
      hits += read.status.equals(HIT) ? 1 : 0;
      for (Map.Entry<Long, Integer> commit : commits.entrySet()) {
        if (commit.getValue() > read.stock && commit.getKey() < read.began) {
          Duration stale = Duration.ofNanos(read.began - commit.getKey());
          assertThat(stale).as(read.toString()).isLessThanOrEqualTo(BOUND);
          worst = stale.compareTo(worst) > 0 ? stale : worst;
          break;
        }
      }
    }
    System.out.println(
        reads.size() + " reads, " + hits + " hits, the stalest by " + worst.toMillis() + " ms");
    assertThat(worst)
        .as("what is stale is returned up to the bound")
        .isGreaterThan(BOUND.dividedBy(4));
  }

  private Void write() throws Exception {
    try (Connection connection = connect();
        PreparedStatement update =
            connection.prepareStatement("update products set stock = ? where id = 1")) {
      for (int stock = 1; go.get(); stock++) {
        update.setInt(1, stock);
        update.executeUpdate();
        commits.put(System.nanoTime(), stock);
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
    }
    return null;
  }

  private Void read() {
    while (go.get()) {
      long began = System.nanoTime();
      HttpResponse<String> response = api.get("/products/1");
      Matcher stock = STOCK.matcher(response.body());
      assertThat(stock.find()).as(response.body()).isTrue();
      reads.add(
          new ReadOfStock(began, Integer.parseInt(stock.group(1)), TestApi.cacheStatus(response)));
    }
    return null;
  }

  /** Asks for the time first, then for the state, and says last that what was wrong is gone. */
  private Void invalidate() throws Exception {
    String complete = "0";
    try (Connection connection = connect();
        PreparedStatement query =
            connection.prepareStatement("select xmin::text from products where id = 1")) {
      String last = "";
      while (go.get()) {
        try {
          if (invalidating.get()) {
            String time = time();
            String version = one(query);
            if (!version.equals(last)) {
              redis.command("UNLINK product:1 {product:1}:lock");
              last = version;
            }
            complete = time;
          }
          if (beating.get()) {
            publish(complete);
          }
        } catch (UncheckedIOException e) {
          last = "";
        }
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }
    }
    return null;
  }

  private String time() {
    String integer =
        redis.command(
            "EVAL \"local t = redis.call('TIME') return t[1] * 1000 + math.floor(t[2] / 1000)\" 0");
    assertThat(integer).startsWith(":");
    return integer.substring(1);
  }

  private void publish(String complete) {
    StringBuilder fields = new StringBuilder();
    WatermarkWriter.WATERMARK
        .fields()
        .forEach((name, value) -> fields.append(" " + name + " \"" + value + "\""));
    redis.command(
        "HSET %s %s %s %s %s%s"
            .formatted(
                CatalogKeys.NAMESPACE.watermark(),
                Watermark.APPLIED_AT,
                time(),
                Watermark.COMPLETE_UNTIL,
                complete,
                fields));
  }

  private static String one(PreparedStatement query) throws Exception {
    try (ResultSet row = query.executeQuery()) {
      row.next();
      return row.getString(1);
    }
  }

  private Connection connect() throws Exception {
    return DriverManager.getConnection(postgres.jdbcUrl(DATABASE), DATABASE, DATABASE);
  }

  private void awaitStatus(String status) {
    int from = reads.size();
    BooleanSupplier seen =
        () -> reads.stream().skip(from).anyMatch(read -> read.status.equals(status));
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              assertThat(running).noneMatch(Future::isDone);
              return seen.getAsBoolean();
            });
  }

  private double bypasses() {
    return api.metric(
        "cache_bypass_total{application=\"api-service\",kind=\"product\",reason=\"max-staleness\"}");
  }

  private double loads() {
    return api.metric("cache_loads_total{application=\"api-service\",kind=\"product\"}");
  }
}
