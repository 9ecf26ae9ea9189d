package dev.freshet.invalidator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.local.redis.LocalRedis;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What may have been missed is told from what cannot, and purged once. */
class GapsIT {

  private static CatalogDatabase database;
  private static LocalRedis redis;
  private static TestCache cache;
  private RunningInvalidator invalidator;

  @BeforeAll
  static void start() {
    database = CatalogDatabase.start();
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
  void startInvalidator() {
    invalidator = RunningInvalidator.start(database, redis.uri()).awaitStreaming();
  }

  @AfterEach
  void stopInvalidator() {
    invalidator.close();
  }

  @Test
  void purgesWhatAnOldSnapshotBroughtBackWhileStreaming() {
    cache.fill(CatalogKeys.product(1));
    redis.saveSnapshot();
    database.sql("update products set price = price + 1 where id = 1");
    cache.awaitGone(CatalogKeys.product(1));

    redis.kill();
    redis.startAgainFromSnapshot();
    cache.awaitConnected();

    cache.awaitGone(CatalogKeys.product(1));
    awaitPurge("redis");
    assertStreamsOnWithoutAnotherPurge("redis");
  }

  @Test
  void purgesWhatAnOldSnapshotBroughtBackWhileItWasDown() {
    cache.fill(CatalogKeys.product(1));
    redis.saveSnapshot();
    database.sql("update products set price = price + 1 where id = 1");
    cache.awaitGone(CatalogKeys.product(1));
    invalidator.close();

    redis.kill();
    redis.startAgainFromSnapshot();
    cache.awaitConnected();
    assertThat(cache.holds(CatalogKeys.product(1))).isTrue();
    startInvalidator();

    assertThat(cache.lacks(CatalogKeys.product(1))).isTrue();
    awaitPurge("redis");
    assertStreamsOnWithoutAnotherPurge("redis");
  }

  @Test
  void purgesWhenTheWatermarkIsOlderThanTheSlot() {
    cache.fill(CatalogKeys.product(1));
    invalidator.close();
    cache.ask(
        redis -> redis.hset(bytes(CatalogKeys.NAMESPACE.watermark()), bytes("lsn"), bytes("0/1")));

    startInvalidator();

    assertThat(cache.lacks(CatalogKeys.product(1))).isTrue();
    awaitPurge("redis");
  }

  @Test
  void purgesAndGoesOnWhenTheWatermarkCannotBeRead() {
    cache.fill(CatalogKeys.product(1));

    cache.ask(
        redis ->
            redis.hset(bytes(CatalogKeys.NAMESPACE.watermark()), bytes("run"), bytes("damaged")));
    cache.ask(redis -> redis.hdel(bytes(CatalogKeys.NAMESPACE.watermark()), bytes("lsn")));

    cache.awaitGone(CatalogKeys.product(1));
    awaitPurge("redis");
    assertStreamsOnWithoutAnotherPurge("redis");
  }

  @Test
  void purgesWhenTheWatermarkIsGoneWhileStreaming() {
    cache.fill(CatalogKeys.product(1));

    cache.delete(CatalogKeys.NAMESPACE.watermark());

    cache.awaitGone(CatalogKeys.product(1));
    awaitPurge("redis");
    assertStreamsOnWithoutAnotherPurge("redis");
  }

  @Test
  void purgesNothingWhenNothingWasMissed() {
    awaitAcknowledged();
    cache.fill(CatalogKeys.product(1));
    invalidator.close();

    startInvalidator();

    assertThat(cache.holds(CatalogKeys.product(1))).isTrue();
  }

  @Test
  void purgesAfterThePublicationLackedATableWhileStreaming() {
    cache.fill(CatalogKeys.category(1));
    database.sql("alter publication freshet drop table categories");
    awaitShortly()
        .until(
            () ->
                invalidator
                    .get("/actuator/health/readiness")
                    .body()
                    .contains("docs/sql/publication.sql"));
    database.sql("update categories set name = 'unseen' where id = 1");
    database.sql(CatalogDatabase.resource("publication.sql"));

    cache.awaitGone(CatalogKeys.category(1));
    awaitPurge("tables");
    assertStreamsOnWithoutAnotherPurge("tables");
  }

  @Test
  void purgesAfterThePublicationLackedATableWhileItWasDown() {
    cache.fill(CatalogKeys.category(1));
    invalidator.close();
    database.sql(
        "alter publication freshet drop table categories",
        "update categories set name = 'unseen too' where id = 1",
        CatalogDatabase.resource("publication.sql"));

    startInvalidator();

    assertThat(cache.lacks(CatalogKeys.category(1))).isTrue();
    awaitPurge("tables");
  }

  @Test
  void purgesAfterATableWasRewritten() {
    cache.fill(CatalogKeys.product(1));

    database.sql("alter table products alter column price type numeric(12, 2) using price * 2");

    cache.awaitGone(CatalogKeys.product(1));
    awaitPurge("tables");
    assertStreamsOnWithoutAnotherPurge("tables");
  }

  @Test
  void streamsOnThroughColumnsThatComeAndGo() {
    database.sql(
        "alter table products add column weight int default 7",
        "update products set weight = 8, price = price + 1 where id = 1",
        "alter table products rename column weight to mass",
        "update products set mass = 9, price = price + 1 where id = 2",
        "alter table products drop column mass");
    cache.fill(CatalogKeys.product(3));

    database.sql("update products set price = price + 1 where id = 3");

    cache.awaitGone(CatalogKeys.product(3));
    assertThat(invalidator.value("cdc.poison.events")).isZero();
    invalidator.awaitStreaming();
  }

  @Test
  void purgesWhatWasCachedOfAnotherDatabase() {
    invalidator.close();
    try (CatalogDatabase other = CatalogDatabase.start();
        LocalRedis elsewhere = LocalRedis.start()) {
      // Makes the slot there.
      RunningInvalidator.start(other, elsewhere.uri()).awaitStreaming().close();
      cache.fill(CatalogKeys.product(1));

      invalidator = RunningInvalidator.start(other, redis.uri()).awaitStreaming();

      assertThat(cache.lacks(CatalogKeys.product(1))).isTrue();
      awaitPurge("server");
      invalidator.close();
    }
  }

  @Test
  void leavesTheCacheToAnInvalidatorOnAnotherSlotWhileThatOneLives() {
    try (RunningInvalidator rival =
        RunningInvalidator.start(database, redis.uri(), "freshet.capture.slot", "rival")) {
      awaitShortly()
          .until(
              () ->
                  rival
                      .get("/actuator/health/readiness")
                      .body()
                      .contains("another invalidator, on slot freshet"));
      assertThat(invalidator.isStreaming()).isTrue();
      cache.fill(CatalogKeys.product(1));
      invalidator.close();

      rival.awaitStreaming();
      assertThat(cache.lacks(CatalogKeys.product(1))).isTrue();
    }
    database.sql("select pg_drop_replication_slot('rival')");
  }

  /** What was applied but is not acknowledged comes again after a restart. */
  private void awaitAcknowledged() {
    String written = Objects.requireNonNull(database.query("select pg_current_wal_insert_lsn()"));
    awaitShortly().until(() -> database.hasAcknowledged(written));
  }

  private void awaitPurge(String cause) {
    awaitShortly().until(() -> invalidator.value("cdc.purges", "cause", cause) == 1);
    invalidator.awaitStreaming();
  }

  private void assertStreamsOnWithoutAnotherPurge(String cause) {
    for (int i = 0; i < 3; i++) {
      cache.fill(CatalogKeys.product(2), CatalogKeys.product(99));
      database.sql("update products set price = price + 1 where id = 2");
      cache.awaitGone(CatalogKeys.product(2));
      assertThat(cache.holds(CatalogKeys.product(99))).isTrue();
    }
    assertThat(invalidator.value("cdc.purges", "cause", cause)).isEqualTo(1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static ConditionFactory awaitShortly() {
    return await().atMost(Duration.ofSeconds(20));
  }
}
