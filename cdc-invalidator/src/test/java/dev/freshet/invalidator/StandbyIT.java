package dev.freshet.invalidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.local.postgres.PostgresOptions;
import dev.freshet.local.redis.LocalRedis;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two invalidators on one slot: one process, which is killed or stopped, and one in here. */
class StandbyIT {

  private static final Duration SENDER_TIMEOUT = Duration.ofSeconds(3);

  private static CatalogDatabase database;
  private static LocalRedis redis;
  private static TestCache cache;

  @TempDir private Path folder;
  private InvalidatorProcess active;
  private RunningInvalidator standby;

  @BeforeAll
  static void start() {
    database =
        CatalogDatabase.start(
            PostgresOptions.defaults()
                .with("wal_sender_timeout", SENDER_TIMEOUT.toMillis() + "ms"));
    redis = LocalRedis.start();
    cache = new TestCache(redis.uri());
    database.addProducts(10);
  }

  @AfterAll
  static void stop() {
    cache.close();
    redis.close();
    database.close();
  }

  @BeforeEach
  void startBoth() throws Exception {
    active = InvalidatorProcess.start(database, redis, folder).awaitStreaming();
    standby = RunningInvalidator.start(database, redis.uri());
    awaitStandby();
  }

  @AfterEach
  void stopBoth() {
    standby.close();
    active.close();
  }

  @Test
  void isReadyAndSaysSo() {
    var readiness = standby.get("/actuator/health/readiness");

    assertThat(readiness.statusCode()).isEqualTo(200);
    assertThat(readiness.body()).contains("\"standby\"");
  }

  @Test
  void takesOverWithinFiveSecondsWhenTheActiveOneIsKilled() throws Exception {
    cache.fill(CatalogKeys.product(1), CatalogKeys.product(99));
    active.kill();
    database.sql("update products set price = price + 1 where id = 1");

    await().atMost(Duration.ofSeconds(5)).until(standby::isStreaming);
    cache.awaitGone(CatalogKeys.product(1));
    assertThat(cache.holds(CatalogKeys.product(99))).isTrue();
  }

  @Test
  void takesOverFromOneThatIsStoppedWhichThenStandsByAndDoesNoHarm() throws Exception {
    active.pause();
    cache.fill(CatalogKeys.product(2), CatalogKeys.product(99));
    database.sql("update products set price = price + 1 where id = 2");

    await().atMost(SENDER_TIMEOUT.plusSeconds(10)).until(standby::isStreaming);
    cache.awaitGone(CatalogKeys.product(2));
    active.resume();

    await().atMost(Duration.ofSeconds(60)).until(() -> active.output().contains("Standing by"));
    assertThat(standby.isStreaming()).isTrue();
    assertThat(cache.holds(CatalogKeys.product(99))).isTrue();
    assertThat(active.output()).doesNotContain("ERROR", "\tat ");
    assertThat(standby.value("cdc.purges", "cause", "redis")).isZero();
  }

  private void awaitStandby() {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> standby.value("cdc.engine.state", "state", "standby") == 1);
  }
}
