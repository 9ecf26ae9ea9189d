package dev.freshet.invalidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.keys.CacheKey;
import dev.freshet.local.redis.LocalRedis;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What stops for a while, and that nothing is lost. */
class OutagesIT {

  private static CatalogDatabase database;
  private static LocalRedis redis;
  private static TestCache cache;
  private RunningInvalidator invalidator;

  @BeforeAll
  static void start() {
    database = CatalogDatabase.start();
    redis = LocalRedis.start();
    cache = new TestCache(redis.uri());
    // Makes the slot.
    RunningInvalidator.start(database, redis.uri()).awaitStreaming().close();
  }

  @AfterAll
  static void stop() {
    cache.close();
    redis.close();
    database.close();
  }

  @BeforeEach
  void catalog() {
    database.sql("delete from categories");
    database.addProducts(10);
    startStreaming();
    cache.awaitApplied(database);
  }

  @AfterEach
  void stopInvalidator() {
    invalidator.close();
  }

  @Test
  void appliesOneChangeMadeWhileItWasDown() {
    invalidator.close();
    cache.fill(CatalogKeys.product(1), CatalogKeys.product(99));

    database.sql("update products set price = 2 where id = 1");
    startStreaming();

    cache.awaitGone(CatalogKeys.product(1));
    assertThat(cache.holds(CatalogKeys.product(99))).isTrue();
  }

  @Test
  void appliesALongBacklogAlsoWhenCutOffInTheMiddle() {
    invalidator.close();
    CacheKey[] keys =
        LongStream.rangeClosed(1, 6_000).mapToObj(CatalogKeys::product).toArray(CacheKey[]::new);
    cache.fill(keys);
    database.sql(
        "do $$ begin for i in 11..6000 loop"
            + " insert into products (id, sku, name, category_id, price)"
            + " values (i, 'S' || i, 'N', 1, 1);"
            + " if i % 50 = 0 then commit; end if; end loop; end $$",
        "update products set price = 3 where id <= 10");

    // The first runs see heartbeats, a part of the backlog, or nothing before they end.
    for (int run = 0; run < 3; run++) {
      invalidator = RunningInvalidator.start(database, redis.uri()).awaitStreaming();
      invalidator.close();
    }
    startStreaming();

    cache.awaitGone(keys);
    assertThat(purges()).isZero();
  }

  @Test
  void acknowledgesNothingWhileRedisIsDownAndAppliesItAfterwards() {
    cache.fill(CatalogKeys.product(1));
    redis.pause();
    String committed;
    try {
      database.sql("update products set price = 4 where id = 1");
      committed = Objects.requireNonNull(database.query("select pg_current_wal_lsn()"));
      awaitShortly().until(() -> readiness() == 503);
      await().during(Duration.ofSeconds(2)).until(() -> !database.hasAcknowledged(committed));
    } finally {
      redis.resume();
    }

    cache.awaitGone(CatalogKeys.product(1));
    awaitShortly().until(() -> readiness() == 200);
    awaitShortly().until(() -> database.hasAcknowledged(committed));
  }

  @Test
  void goesOnAfterRedisHasLostEverything() {
    redis.kill();
    database.sql("update products set price = 5 where id = 1");
    awaitShortly().until(() -> readiness() == 503);
    redis.startAgain();

    awaitShortly().until(() -> readiness() == 200);
    cache.fill(CatalogKeys.product(2));
    database.sql("update products set price = 5 where id = 2");
    cache.awaitGone(CatalogKeys.product(2));
  }

  @Test
  void streamsOnAfterPostgresWasStopped() {
    cache.fill(CatalogKeys.product(1));
    database.server().kill();
    awaitShortly().until(() -> readiness() == 503);
    assertThat(invalidator.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
    database.server().startAgain();
    database.sql("update products set price = 6 where id = 1");

    invalidator.awaitStreaming();
    cache.awaitGone(CatalogKeys.product(1));
    assertThat(purges()).isZero();
  }

  @Test
  void streamsOnAfterItsConnectionWasCut() {
    cache.fill(CatalogKeys.product(1));
    database.sql("select pg_terminate_backend(active_pid) from pg_replication_slots where active");
    database.sql("update products set price = 7 where id = 1");

    cache.awaitGone(CatalogKeys.product(1));
    invalidator.awaitStreaming();
  }

  @Test
  void purgesAndStreamsOnAfterTheSlotWasDropped() {
    cache.fill(CatalogKeys.product(1), CatalogKeys.category(1));
    cache.put("other");

    database.sql(
        """
        do $$ begin
          while exists (select from pg_replication_slots where slot_name = 'freshet') loop
            perform pg_terminate_backend(active_pid) from pg_replication_slots
              where slot_name = 'freshet' and active;
            begin
              perform pg_drop_replication_slot('freshet');
            exception when object_in_use then perform pg_sleep(0.001);
            end;
          end loop;
        end $$
        """);

    awaitShortly().until(() -> invalidator.value("cdc.purges", "cause", "slot_missing") == 1);
    cache.awaitGone(CatalogKeys.product(1), CatalogKeys.category(1));
    assertThat(cache.has("other")).isTrue();
    invalidator.awaitStreaming();
    cache.fill(CatalogKeys.product(1));
    database.sql("update products set price = 8 where id = 1");
    cache.awaitGone(CatalogKeys.product(1));
    assertThat(
            database.query(
                "select count(*) from pg_replication_slots where slot_name like 'freshet%'"))
        .isEqualTo("1");
  }

  @Test
  void purgesAndStreamsOnAfterTheServerGaveTheSlotUp() {
    invalidator.close();
    cache.fill(CatalogKeys.product(1));
    database.sql(
        "alter system set max_slot_wal_keep_size = '1MB'",
        "select pg_reload_conf()",
        "create table noise (text text)",
        "insert into noise values ('1')",
        "select pg_switch_wal()",
        "insert into noise values ('2')",
        "select pg_switch_wal()",
        "insert into noise values ('3')",
        "select pg_switch_wal()",
        "checkpoint");
    awaitShortly()
        .until(
            () ->
                "lost"
                    .equals(
                        database.query(
                            "select wal_status from pg_replication_slots where slot_name = 'freshet'")));
    database.sql("alter system reset max_slot_wal_keep_size", "select pg_reload_conf()");

    startStreaming();

    assertThat(invalidator.value("cdc.purges", "cause", "slot_lost")).isEqualTo(1);
    assertThat(cache.lacks(CatalogKeys.product(1))).isTrue();
  }

  @Test
  void startsBeforeRedisAndBeforePostgresAndBeforeThePublication() {
    invalidator.close();
    redis.stop();
    database.server().stop();
    invalidator = RunningInvalidator.start(database, redis.uri());
    assertThat(readiness()).isEqualTo(503);
    assertThat(invalidator.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
    redis.startAgain();
    awaitShortly()
        .until(() -> invalidator.get("/actuator/health/readiness").body().contains("onnect"));
    database.server().startAgain();
    invalidator.awaitStreaming();

    invalidator.close();
    database.sql("alter publication freshet drop table categories");
    invalidator = RunningInvalidator.start(database, redis.uri());
    awaitShortly()
        .until(
            () ->
                invalidator
                    .get("/actuator/health/readiness")
                    .body()
                    .contains("docs/sql/publication.sql"));
    database.sql(CatalogDatabase.resource("publication.sql"));
    invalidator.awaitStreaming();
  }

  @Test
  void aSecondInvalidatorWaitsAndTakesOver() {
    try (RunningInvalidator second = RunningInvalidator.start(database, redis.uri())) {
      awaitShortly().until(() -> second.value("cdc.engine.state", "state", "standby") == 1);
      assertThat(second.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
      invalidator.close();
      second.awaitStreaming();
      cache.fill(CatalogKeys.product(1));
      database.sql("update products set price = 9 where id = 1");
      cache.awaitGone(CatalogKeys.product(1));
    }
  }

  private void startStreaming() {
    invalidator = RunningInvalidator.start(database, redis.uri()).awaitStreaming();
  }

  private double purges() {
    return Stream.of("slot_missing", "slot_lost", "server", "tables", "redis")
        .mapToDouble(cause -> invalidator.value("cdc.purges", "cause", cause))
        .sum();
  }

  private int readiness() {
    return invalidator.get("/actuator/health/readiness").statusCode();
  }

  private static ConditionFactory awaitShortly() {
    return await().atMost(Duration.ofSeconds(20));
  }
}
