package dev.freshet.invalidator;

import dev.freshet.keys.CacheKey;
import dev.freshet.local.LocalRedis;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures, for some poll intervals, how long after a commit its key is gone, and what an idle
 * invalidator costs. Run it by hand, on a quiet machine; {@code docs/invalidator.md} has the
 * figures.
 *
 * <p>Arguments: the poll intervals in ms; 5, 10 and 20 without any.
 */
public final class LatencyMain {

  private static final int WARM_UP = 200;
  private static final int CHANGES = 1_000;
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final Duration IDLE = Duration.ofSeconds(20);

  private LatencyMain() {}

  public static void main(String[] args) throws Exception {
    String[] intervals = args.length == 0 ? new String[] {"5", "10", "20"} : args;
    try (CatalogDatabase database = CatalogDatabase.start();
        LocalRedis redis = LocalRedis.start();
        TestCache cache = new TestCache(redis.uri())) {
      database.sql(
          "insert into categories (id, slug, name) values (1, 'a', 'A')",
          "insert into products (id, sku, name, category_id, price) values (1, 'S', 'N', 1, 1)");
      System.out.println(
          "poll ms | commit to deleted, ms: p50 p90 p99 max | idle, percent of one core");
      for (String interval : intervals) {
        try (RunningInvalidator invalidator = RunningInvalidator.start(database, redis.uri())) {
          invalidator.awaitStreaming();
          changes(database, cache, WARM_UP);
          long[] micros = changes(database, cache, CHANGES);
          System.out.printf(
              "%7s | %.1f %.1f %.1f %.1f | %.1f%n",
              interval,
              percentile(micros, 0.50),
              percentile(micros, 0.90),
              percentile(micros, 0.99),
              percentile(micros, 1),
              idlePercent());
        }
      }
    }
  }

  /** Changes one row again and again, and waits each time until its key is gone. */
  private static long[] changes(CatalogDatabase database, TestCache cache, int count)
      throws Exception {
    CacheKey key = CacheKey.product(1);
    long[] micros = new long[count];
    try (Connection connection = database.connect();
        PreparedStatement update =
            connection.prepareStatement("update products set price = ? where id = 1")) {
      for (int i = 0; i < count; i++) {
        cache.put(key.name());
        update.setInt(1, i % 2);
        update.executeUpdate();
        long committed = System.nanoTime();
        while (cache.has(key.name())) {
          Thread.onSpinWait();
        }
        micros[i] = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - committed);
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
    Arrays.sort(micros);
    return micros;
  }

  private static double percentile(long[] sorted, double share) {
    return sorted[(int) Math.ceil(share * sorted.length) - 1] / 1_000.0;
  }

  /** Of this whole process, which has nothing else to do then. */
  private static double idlePercent() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long start = system.getProcessCpuTime();
    LockSupport.parkNanos(IDLE.toNanos());
    return 100.0 * (system.getProcessCpuTime() - start) / IDLE.toNanos();
  }
}
