package dev.freshet.invalidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.keys.CacheKey;
import dev.freshet.local.redis.LocalRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits for Redis has room in a small heap, however large the rows are. */
class WideRowsIT {

  private static final int ROWS = 2_500;

  private static CatalogDatabase database;
  private static LocalRedis redis;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    database = CatalogDatabase.start();
    database.addProducts(ROWS);
    redis = LocalRedis.start();
  }

  @AfterAll
  static void stop() {
    redis.close();
    database.close();
  }

  @AfterEach
  void resume() {
    redis.resume();
  }

  /** Each change brings the row before and after: several times the heap in all. */
  @Test
  void outlastsRedisWithLessHeapThanThereIsToApply() throws Exception {
    database.sql("update products set description = repeat('x', 100000)");
    try (TestCache cache = new TestCache(redis.uri());
        InvalidatorProcess invalidator =
            InvalidatorProcess.start(database, redis, folder, Map.of(), "-Xmx192m")
                .awaitStreaming()) {
      CacheKey[] keys =
          LongStream.rangeClosed(1, ROWS).mapToObj(CatalogKeys::product).toArray(CacheKey[]::new);
      cache.fill(keys);
      redis.pause();
      database.sql("update products set price = price + 1");

      awaitStandstill(invalidator);
      redis.resume();

      cache.awaitGone(keys);
      assertThat(invalidator.process().isAlive()).isTrue();
      assertThat(invalidator.output()).doesNotContain("OutOfMemoryError");
    }
  }

  @Test
  void endsQuicklyWhenAskedToWithAllThatItMayTakeIn() throws Exception {
    database.sql("update products set description = repeat('y', 100000) where id <= 400");
    try (InvalidatorProcess invalidator =
        InvalidatorProcess.start(database, redis, folder, Map.of(), "-Xmx192m").awaitStreaming()) {
      redis.pause();
      database.sql("update products set price = price + 1 where id <= 400");
      awaitStandstill(invalidator);

      invalidator.terminate();

      assertThat(invalidator.awaitEnd(Duration.ofSeconds(10))).isTrue();
    }
  }

  /** Until it reads no more of the log for some seconds, or ends. */
  private static void awaitStandstill(InvalidatorProcess invalidator) {
    AtomicReference<String> last = new AtomicReference<>("");
    await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofSeconds(3))
        .until(
            () -> {
              String now = invalidator.process().isAlive() ? sent() : "ended";
              return now.equals(last.getAndSet(now));
            });
  }

  private static String sent() {
    return String.valueOf(database.query("select max(sent_lsn) from pg_stat_replication"));
  }
}
