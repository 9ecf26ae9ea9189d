package dev.freshet.api;

import dev.freshet.cache.redis.WatermarkWriter;
import dev.freshet.catalog.CatalogKeys;
import dev.freshet.keys.Watermark;
import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.redis.LocalRedis;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What the database has to do after a purge, with warming and without, while clients read through
 * two APIs. Run by hand:
 *
 * <pre>
 * mvn -q -pl api-service -am test-compile exec:java -Dexec.classpathScope=test \
 *     -Dexec.mainClass=dev.freshet.api.WarmingBenchmark
 * </pre>
 *
 * <p>Prints for each second after the purge how many loads there were, how many of them clients
 * waited for, how many sessions were active in the database at most, and how long reads took.
 */
final class WarmingBenchmark {

  private static final String DATABASE = "benchmark";
  private static final int PRODUCTS = 5_000;
  private static final int CATEGORIES = 100;
  private static final int CLIENTS = 16;
  private static final Duration PAUSE_OF_A_CLIENT = Duration.ofMillis(40);
  private static final Duration BEFORE = Duration.ofSeconds(25);
  private static final int SECONDS = 20;

  private final LocalPostgres postgres;
  private final LocalRedis redis;
  private final List<TestApi> apis;
  private final AtomicBoolean go = new AtomicBoolean(true);
  private final ConcurrentLinkedQueue<Sample> samples = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<long[]> active = new ConcurrentLinkedQueue<>();

  /**
   * @param at by {@link System#nanoTime()}
   */
  private record Sample(long at, long took, boolean hit) {}

  private WarmingBenchmark(LocalPostgres postgres, LocalRedis redis, List<TestApi> apis) {
    this.postgres = postgres;
    this.redis = redis;
    this.apis = apis;
  }

  public static void main(String[] args) throws Exception {
    for (String keys : new String[] {"0", "1000", "0", "1000"}) {
      try (LocalPostgres postgres = LocalPostgres.start();
          LocalRedis redis = LocalRedis.start()) {
        TestApi.createDatabase(postgres, DATABASE);
        String setting = "freshet.warming.keys=" + keys;
        try (TestApi first = TestApi.start(postgres, DATABASE, redis, setting);
            TestApi second = TestApi.start(postgres, DATABASE, redis, setting)) {
          System.out.println(setting);
          new WarmingBenchmark(postgres, redis, List.of(first, second)).run();
        }
      }
    }
    System.exit(0);
  }

  private void run() throws Exception {
    TestApi.sql(
        postgres,
        DATABASE,
        "insert into categories (slug, name) select 'c' || i, 'C' || i from generate_series(1, "
            + CATEGORIES
            + ") i",
        "insert into products (sku, name, category_id, price) select 'S' || i, 'N' || i, 1 + i % "
            + CATEGORIES
            + ", i from generate_series(1, "
            + PRODUCTS
            + ") i",
        "analyze");
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS + 1);
    List<Future<?>> running = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      Random random = new Random(client);
      TestApi api = apis.get(client % 2);
      running.add(threads.submit(() -> read(api, random)));
    }
    running.add(threads.submit(this::watch));
    LockSupport.parkNanos(BEFORE.toNanos());
    double[] loads = new double[SECONDS + 1];
    long start = System.nanoTime();
    purge();
    loads[0] = loads();
    for (int second = 1; second <= SECONDS; second++) {
      LockSupport.parkNanos(start + Duration.ofSeconds(second).toNanos() - System.nanoTime());
      loads[second] = loads();
    }
    go.set(false);
    for (Future<?> ended : running) {
      ended.get();
    }
    threads.shutdown();
    print(start, loads);
  }

  private void print(long start, double[] loads) {
    System.out.println("second  loads  reads  misses  p50 ms  p99 ms  active at most");
    long missesOfAll = 0;
    for (int second = -2; second < SECONDS; second++) {
      long from = start + Duration.ofSeconds(second).toNanos();
      long to = from + Duration.ofSeconds(1).toNanos();
      List<Sample> of = samples.stream().filter(s -> s.at - from >= 0 && s.at - to < 0).toList();
      long[] took = of.stream().mapToLong(Sample::took).sorted().toArray();
      long misses = of.stream().filter(sample -> !sample.hit).count();
      missesOfAll += second < 0 ? 0 : misses;
      if (second < 8) {
        System.out.printf(
            "%6d %6s %6d %7d %7.1f %7.1f %6d%n",
            second,
            second < 0 ? "" : Math.round(loads[second + 1] - loads[second]),
            of.size(),
            misses,
            percentile(took, 0.5),
            percentile(took, 0.99),
            active.stream()
                .filter(s -> s[0] - from >= 0 && s[0] - to < 0)
                .mapToLong(s -> s[1])
                .max()
                .orElse(0));
      }
    }
    System.out.printf(
        "%d s: %d loads, %d of them in the way of a client%n",
        SECONDS, Math.round(loads[SECONDS] - loads[0]), missesOfAll);
  }

  private static double percentile(long[] sorted, double part) {
    return sorted.length == 0
        ? 0
        : sorted[(int) Math.min(sorted.length - 1, part * sorted.length)] / 1e6;
  }

  private Void read(TestApi api, Random random) {
    while (go.get()) {
      long start = System.nanoTime();
      boolean hit = TestApi.cacheStatus(api.get(path(random))).equals("freshet; hit");
      samples.add(new Sample(start, System.nanoTime() - start, hit));
      LockSupport.parkNanos(PAUSE_OF_A_CLIENT.toNanos());
    }
    return null;
  }

  /** Four products, three listings and three category pages of ten; few of each are most of it. */
  private static String path(Random random) {
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> "/categories/" + skewed(random, CATEGORIES) + "/products";
      case 3, 4, 5 ->
          "/products?category_id=" + skewed(random, CATEGORIES) + "&page=" + skewed(random, 3);
      default -> "/products/" + skewed(random, PRODUCTS);
    };
  }

  /** 1 to the limit; the logarithm is even, which is Zipf's law with exponent 1. */
  private static int skewed(Random random, int limit) {
    return (int) Math.min(limit, Math.floor(Math.pow(limit + 1, random.nextDouble())));
  }

  private Void watch() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                postgres.jdbcUrl(DATABASE), LocalPostgres.SUPERUSER, LocalPostgres.SUPERUSER);
        Statement statement = connection.createStatement()) {
      while (go.get()) {
        try (ResultSet row =
            statement.executeQuery(
                "select count(*) from pg_stat_activity where state = 'active' and usename = '"
                    + DATABASE
                    + "'")) {
          row.next();
          active.add(new long[] {System.nanoTime(), row.getLong(1)});
        }
        LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
      }
    }
    return null;
  }

  private void purge() {
    redis.command(
        "EVAL \"for _, p in ipairs({'product:*', 'products:list:????????????????',"
            + " 'products:category:*', '{product*}:lock'}) do"
            + " for _, k in ipairs(redis.call('KEYS', p)) do redis.call('DEL', k) end end\" 0");
    WatermarkWriter.write(redis, Duration.ZERO);
    redis.command("HSET " + CatalogKeys.NAMESPACE.watermark() + " " + Watermark.PURGED_AT + " 1");
  }

  private double loads() {
    return apis.stream()
        .flatMap(api -> api.get("/actuator/prometheus").body().lines())
        .filter(line -> line.startsWith("cache_loads_total{"))
        .flatMap(line -> Stream.of(line.substring(line.lastIndexOf(' ') + 1)))
        .mapToDouble(Double::parseDouble)
        .sum();
  }
}
