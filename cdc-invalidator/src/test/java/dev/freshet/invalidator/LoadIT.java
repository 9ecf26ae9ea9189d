package dev.freshet.invalidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.local.redis.LocalRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * More changes than can be taken in at once, for a process with a heap of 256 MiB. {@code
 * -Dload.rows=1000000} takes a large transaction of that many rows; by default it is small enough
 * for every build, with a heap that is smaller in turn.
 */
class LoadIT {

  private static final int ROWS = Integer.getInteger("load.rows", 50_000);
  private static final String HEAP = ROWS > 50_000 ? "-Xmx256m" : "-Xmx128m";
  private static final int BATCHES = 20;

  private static CatalogDatabase database;
  private static LocalRedis redis;
  private static TestCache cache;

  @TempDir private Path folder;
  private InvalidatorProcess invalidator;

  @BeforeAll
  static void start() {
    database = CatalogDatabase.start();
    redis = LocalRedis.start();
    cache = new TestCache(redis.uri());
    database.sql(
        "insert into categories (id, slug, name) values (1, 'a', 'A')",
        "insert into products (id, sku, name, description, category_id, price)"
            + " select i, 'S' || i, 'N', repeat('d', 500), 1, 1 from generate_series(1, %d) i"
                .formatted(ROWS));
  }

  @AfterAll
  static void stop() {
    cache.close();
    redis.close();
    database.close();
  }

  @BeforeEach
  void startInvalidator() throws Exception {
    invalidator =
        InvalidatorProcess.start(
                database, redis, folder, Map.of(), HEAP, "-XX:+ExitOnOutOfMemoryError")
            .awaitStreaming();
  }

  @AfterEach
  void stopInvalidator() {
    invalidator.close();
  }

  @Test
  void purgesForALargeTransactionAndPassesItInBoundedMemory() {
    cache.fill(CatalogKeys.product(1), CatalogKeys.product(ROWS));
    long start = System.nanoTime();

    database.sql("update products set price = price + 1");

    cache.awaitGone(CatalogKeys.product(1));
    awaitLong().until(() -> cache.lacks(CatalogKeys.product(ROWS)));
    double gone = secondsSince(start);
    assertThat(purges()).isEqualTo(1);
    awaitApplied();
    System.out.printf(
        "A transaction of %,d rows: the last key gone %.1f s after its start, all events applied"
            + " after %.1f s%n",
        ROWS, gone, secondsSince(start));
  }

  @Test
  void keepsABoundedPartOfWhatRedisDoesNotTakeAndShowsTheLag() {
    cache.fill(CatalogKeys.product(1));
    redis.pause();
    try {
      for (int i = 0; i < BATCHES; i++) {
        database.sql(
            "update products set stock = stock + 1 where id %% %d = %d".formatted(BATCHES, i));
      }
      awaitLong().until(() -> invalidator.metric("cdc_slot_retained_bytes") > 10_000_000);
      assertThat(invalidator.process().isAlive()).isTrue();
    } finally {
      redis.resume();
    }

    cache.awaitGone(CatalogKeys.product(1));
    awaitApplied();
  }

  @Test
  void letsGoOfTheLogWhileOnlyOtherTablesChange() {
    database.sql("create table noise as select repeat('n', 500) from generate_series(1, 60000)");

    awaitApplied();
    awaitLong()
        .until(
            () -> {
              // The server lets go of it only with the next record of what is running.
              database.sql("checkpoint");
              return invalidator.metric("cdc_slot_retained_bytes") < 1_000_000;
            });
  }

  private double purges() {
    return invalidator.metric("cdc_purges_total{cause=\"backlog\"}");
  }

  private void awaitApplied() {
    String lsn = Objects.requireNonNull(database.query("select pg_current_wal_lsn()"));
    awaitLong().until(() -> database.hasAcknowledged(lsn));
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  private static ConditionFactory awaitLong() {
    return await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(Duration.ofSeconds(60 + ROWS / 5_000));
  }
}
