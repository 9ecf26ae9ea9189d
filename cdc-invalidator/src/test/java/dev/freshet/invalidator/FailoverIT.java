package dev.freshet.invalidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.local.postgres.PostgresOptions;
import dev.freshet.local.redis.LocalRedis;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** PostgreSQL fails over to a standby that is promoted. */
class FailoverIT {

  private CatalogDatabase primary;
  private LocalRedis redis;
  private TestCache cache;

  @BeforeAll
  static void standbysNeedTheEmbeddedServer() {
    assumeTrue(System.getProperty("backends", "embedded").equals("embedded"));
  }

  @BeforeEach
  void start() {
    primary = CatalogDatabase.start();
    primary.addProducts(10);
    redis = LocalRedis.start();
    cache = new TestCache(redis.uri());
  }

  @AfterEach
  void stop() {
    cache.close();
    redis.close();
    primary.close();
  }

  @Test
  void purgesAndStreamsOnFromAServerWithoutTheSlot() {
    try (CatalogDatabase standby = primary.startStandby(PostgresOptions.defaults());
        RunningInvalidator invalidator = start(standby)) {
      failOver(invalidator, standby);

      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> invalidator.value("cdc.purges", "cause", "server") == 1);
      assertStreams(invalidator, standby);
      assertThat(invalidator.value("cdc.purges", "cause", "slot_missing")).isEqualTo(2);
    }
  }

  /** Also with a slot that came along: the cache may show commits that the standby never got. */
  @Test
  void purgesAndStreamsOnFromASynchronizedSlot() {
    assumeTrue(
        primary.server().majorVersion() >= 17, "slots are synchronized from PostgreSQL 17 on");
    primary.sql(
        "select pg_create_logical_replication_slot('freshet', 'pgoutput', false, false, true)");
    PostgresOptions options =
        PostgresOptions.defaults()
            .with("hot_standby_feedback", "on")
            .with("sync_replication_slots", "on");
    try (CatalogDatabase standby = primary.startStandby(options);
        RunningInvalidator invalidator = start(standby)) {
      primary.sql("update products set price = price + 1 where id = 1");
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  "t"
                      .equals(
                          standby.query(
                              "select synced and not temporary from pg_replication_slots"
                                  + " where slot_name = 'freshet'")));
      failOver(invalidator, standby);

      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> invalidator.value("cdc.purges", "cause", "server") == 1);
      assertStreams(invalidator, standby);
      assertThat(invalidator.value("cdc.purges", "cause", "slot_missing")).isZero();
    }
  }

  private RunningInvalidator start(CatalogDatabase other) {
    String hosts =
        "jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d/catalog?targetServerType=primary"
            .formatted(primary.server().port(), other.server().port());
    return RunningInvalidator.start(primary, redis.uri(), "spring.datasource.url", hosts)
        .awaitStreaming();
  }

  private void failOver(RunningInvalidator invalidator, CatalogDatabase standby) {
    cache.fill(CatalogKeys.product(1));
    primary.server().kill();
    await().atMost(Duration.ofSeconds(20)).until(() -> !invalidator.isStreaming());
    standby.sql("select pg_promote()", "update products set price = price + 1 where id = 1");
    cache.awaitGone(CatalogKeys.product(1));
  }

  private void assertStreams(RunningInvalidator invalidator, CatalogDatabase standby) {
    invalidator.awaitStreaming();
    cache.fill(CatalogKeys.product(2), CatalogKeys.product(99));
    standby.sql("update products set price = price + 1 where id = 2");
    cache.awaitGone(CatalogKeys.product(2));
    assertThat(cache.holds(CatalogKeys.product(99))).isTrue();
  }
}
