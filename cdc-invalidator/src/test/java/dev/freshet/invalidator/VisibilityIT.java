package dev.freshet.invalidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.local.postgres.SlowStandby;
import dev.freshet.local.redis.LocalRedis;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A synchronous standby that is slow to answer: the change is decoded before anyone can see it. */
class VisibilityIT {

  @Test
  void keepsTheKeyUntilOtherSessionsSeeTheChange() throws Exception {
    try (CatalogDatabase database = CatalogDatabase.start();
        LocalRedis redis = LocalRedis.start();
        TestCache cache = new TestCache(redis.uri())) {
      database.sql(
          "insert into categories (id, slug, name) values (1, 'a', 'A')",
          "insert into products (id, sku, name, category_id, price) values (1, 'S', 'N', 1, 1)");
      try (RunningInvalidator invalidator =
              RunningInvalidator.start(database, redis.uri()).awaitStreaming();
          SlowStandby standby = SlowStandby.of(database.server())) {
        cache.fill(CatalogKeys.product(1));

        CompletableFuture<Void> update =
            CompletableFuture.runAsync(
                () -> database.sql("update products set price = 2 where id = 1"));
        awaitThatTheInvalidatorHasIt(database);

        await()
            .during(Duration.ofSeconds(1))
            .until(
                () ->
                    !update.isDone()
                        && "1.00".equals(database.query("select price from products where id = 1"))
                        && cache.holds(CatalogKeys.product(1)));
        assertThat(invalidator.value("cdc.events", "operation", "update")).isZero();
        await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () ->
                    invalidator
                        .get("/actuator/health/readiness")
                        .body()
                        .contains(
                            "not visible yet, perhaps for a synchronous standby that does not answer: process "));

        await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () -> {
                  standby.acknowledge();
                  return update.isDone();
                });
        assertThat(database.query("select price from products where id = 1")).isEqualTo("2.00");
        cache.awaitGone(CatalogKeys.product(1));
        update.get(1, TimeUnit.SECONDS);
      }
    }
  }

  /**
   * The record of the commit was decoded and sent, and the invalidator has asked since then what is
   * visible.
   */
  private static void awaitThatTheInvalidatorHasIt(CatalogDatabase database) {
    await()
        .until(
            () ->
                Objects.equals(
                    "SyncRep",
                    database.query(
                        "select wait_event from pg_stat_activity where query like 'update products%'")));
    String waitingSince = database.query("select now() from pg_stat_activity limit 1");
    String committed = database.query("select pg_current_wal_flush_lsn()");
    await()
        .until(
            () ->
                "t"
                    .equals(
                        database.query(
                            "select sent_lsn >= '%s' from pg_stat_replication where usename = '%s'"
                                .formatted(committed, CatalogDatabase.USER))));
    await()
        .until(
            () ->
                "t"
                    .equals(
                        database.query(
                            "select bool_or(query_start > '%s') from pg_stat_activity where usename = '%s' and query like '%%pg_current_snapshot%%'"
                                .formatted(waitingSince, CatalogDatabase.USER))));
  }
}
