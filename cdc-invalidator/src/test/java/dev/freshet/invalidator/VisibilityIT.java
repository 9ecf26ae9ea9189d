package dev.freshet.invalidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.keys.CacheKey;
import dev.freshet.local.LocalPostgres;
import dev.freshet.local.LocalRedis;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

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
          Connection connection = replicationConnection(database);
          PGReplicationStream standby = standby(connection, database)) {
        database.sql(
            "alter system set synchronous_standby_names = 'slow'", "select pg_reload_conf()");
        await().until(() -> "slow".equals(database.query("show synchronous_standby_names")));
        cache.fill(CacheKey.product(1));

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
                        && cache.holds(CacheKey.product(1)));
        assertThat(invalidator.value("cdc.events", "operation", "update")).isZero();

        await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () -> {
                  acknowledge(standby);
                  return update.isDone();
                });
        assertThat(database.query("select price from products where id = 1")).isEqualTo("2.00");
        cache.awaitGone(CacheKey.product(1));
        update.get(1, TimeUnit.SECONDS);
      } finally {
        database.sql("alter system reset synchronous_standby_names", "select pg_reload_conf()");
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

  private static Connection replicationConnection(CatalogDatabase database) throws Exception {
    Properties properties = new Properties();
    properties.setProperty("user", LocalPostgres.SUPERUSER);
    properties.setProperty("password", LocalPostgres.SUPERUSER);
    properties.setProperty("replication", "true");
    properties.setProperty("assumeMinServerVersion", "14");
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("ApplicationName", "slow");
    return DriverManager.getConnection(database.jdbcUrl(), properties);
  }

  /** Receives the write-ahead log, and says nothing of having it on disk. */
  private static PGReplicationStream standby(Connection connection, CatalogDatabase database)
      throws Exception {
    return connection
        .unwrap(PGConnection.class)
        .getReplicationAPI()
        .replicationStream()
        .physical()
        .withStartPosition(
            LogSequenceNumber.valueOf(
                Objects.requireNonNull(database.query("select pg_current_wal_flush_lsn()"))))
        .withStatusInterval(1, TimeUnit.HOURS)
        .start();
  }

  private static void acknowledge(PGReplicationStream standby) throws Exception {
    while (standby.readPending() != null) {
      // Only the position counts.
    }
    standby.setFlushedLSN(standby.getLastReceiveLSN());
    standby.setAppliedLSN(standby.getLastReceiveLSN());
    standby.forceUpdateStatus();
  }
}
