package dev.freshet.invalidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.FenceToken;
import dev.freshet.local.redis.LocalRedis;
import dev.freshet.local.redis.LocalRedisCluster;
import java.time.Duration;
import java.util.stream.LongStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** A Redis server is replaced by its replica, which lags, or comes back without its data. */
class RedisFailoverIT {

  @Test
  void purgesWhatAReplicaBringsBackThatHasNotSeenTheDeletion() {
    try (CatalogDatabase database = catalog();
        LocalRedis master = LocalRedis.start();
        LocalRedis replica = LocalRedis.start("replicaof 127.0.0.1 " + master.port());
        LocalRedis sentinel = LocalRedis.startSentinel("catalog", master)) {
      sentinel.command("SENTINEL SET catalog down-after-milliseconds 1000");
      sentinel.command("SENTINEL SET catalog failover-timeout 5000");
      String uri = "redis-sentinel://127.0.0.1:%d#catalog".formatted(sentinel.port());
      try (TestCache cache = new TestCache(uri);
          TestCache copy = new TestCache(replica.uri());
          RunningInvalidator invalidator =
              RunningInvalidator.start(database, uri).awaitStreaming()) {
        cache.fill(CatalogKeys.product(1));
        awaitShortly().until(() -> copy.holds(CatalogKeys.product(1)));
        awaitShortly().until(() -> sentinel.command("SENTINEL replicas catalog").equals("*1"));
        // From now on the replica misses what the master does.
        replica.command("REPLICAOF 127.0.0.1 1");
        database.sql("update products set price = 2 where id = 1");
        cache.awaitGone(CatalogKeys.product(1));
        assertThat(copy.holds(CatalogKeys.product(1))).isTrue();

        master.kill();
        awaitShortly().until(() -> replica.command("ROLE").equals("*3"));
        cache.awaitConnected();

        awaitShortly().until(() -> copy.lacks(CatalogKeys.product(1)));
        awaitShortly().until(() -> invalidator.value("cdc.purges", "cause", "redis") >= 1);
        assertStreams(database, invalidator, cache);
      }
    }
  }

  /**
   * The deposed master goes on, cut off from Sentinel alone: it takes the deletion, and readers
   * that ask Sentinel find the value at the promoted replica.
   */
  @Test
  void noFencePassesWhileAReplicaIsPromotedThatLacksTheDeletion() {
    String user = "user sentinel on >secret ~* &* +@all";
    try (CatalogDatabase database = catalog();
        LocalRedis master = LocalRedis.start(user);
        LocalRedis replica = LocalRedis.start(user, "replicaof 127.0.0.1 " + master.port());
        LocalRedis sentinel =
            LocalRedis.startSentinel(
                "catalog",
                master,
                "sentinel auth-user catalog sentinel",
                "sentinel auth-pass catalog secret",
                "sentinel down-after-milliseconds catalog 1000",
                "sentinel failover-timeout catalog 5000")) {
      String uri = "redis-sentinel://127.0.0.1:%d#catalog".formatted(sentinel.port());
      try (TestCache deposed = new TestCache(master.uri());
          TestCache promoted = new TestCache(replica.uri());
          RunningInvalidator invalidator =
              RunningInvalidator.start(database, uri).awaitStreaming()) {
        deposed.fill(CatalogKeys.product(1));
        awaitShortly().until(() -> promoted.holds(CatalogKeys.product(1)));
        awaitShortly().until(() -> sentinel.command("SENTINEL replicas catalog").equals("*1"));
        deposed.awaitApplied(database);

        assertThat(master.command("ACL SETUSER sentinel -@all")).isEqualTo("+OK");
        awaitShortly().until(() -> replica.command("ROLE").equals("*3"));
        FenceToken fence = FenceToken.random();
        database.sql(
            "begin; update products set price = 2 where id = 1; select"
                + " pg_logical_emit_message(true, '%s', '%s'); commit"
                    .formatted(FenceToken.MESSAGE_PREFIX, fence));

        promoted.awaitConnected();
        awaitShortly()
            .until(
                () ->
                    promoted.has(CatalogKeys.NAMESPACE.fence(fence))
                        || deposed.has(CatalogKeys.NAMESPACE.fence(fence)));
        assertThat(promoted.lacks(CatalogKeys.product(1)))
            .as("what those read who ask Sentinel, once the fence has passed")
            .isTrue();
        assertThat(deposed.has(CatalogKeys.NAMESPACE.fence(fence))).isFalse();
        assertThat(master.command("ROLE")).as("it was never told").isEqualTo("*3");
        assertThat(invalidator.value("cdc.purges", "cause", "redis")).isEqualTo(1);
        assertStreams(database, invalidator, promoted);
      }
    }
  }

  @Test
  void fencesWaitForTheSentinelsAndChangesDoNot() {
    try (CatalogDatabase database = catalog();
        LocalRedis master = LocalRedis.start();
        LocalRedis sentinel = LocalRedis.startSentinel("catalog", master)) {
      String uri = "redis-sentinel://127.0.0.1:%d#catalog".formatted(sentinel.port());
      try (TestCache cache = new TestCache(uri);
          RunningInvalidator invalidator =
              RunningInvalidator.start(database, uri).awaitStreaming()) {
        cache.awaitApplied(database);
        sentinel.kill();

        FenceToken fence = database.fence();
        awaitShortly().until(() -> invalidator.value("cdc.fences.held") == 1);
        assertStreams(database, invalidator, cache);
        assertThat(cache.has(CatalogKeys.NAMESPACE.fence(fence))).isFalse();

        sentinel.startAgain();
        awaitShortly().until(() -> cache.has(CatalogKeys.NAMESPACE.fence(fence)));
        assertThat(invalidator.value("cdc.fences.held")).isZero();
      }
    }
  }

  @Test
  void purgesWhenOneNodeOfAClusterComesBackWithAnOldSnapshot() {
    try (CatalogDatabase database = catalog();
        LocalRedisCluster redis = LocalRedisCluster.start();
        TestCache cache = new TestCache(redis.uri());
        RunningInvalidator invalidator =
            RunningInvalidator.start(database, redis.uri()).awaitStreaming()) {
      CacheKey[] products =
          LongStream.rangeClosed(1, 30).mapToObj(CatalogKeys::product).toArray(CacheKey[]::new);
      cache.fill(products);
      LocalRedis node = redis.nodes().get(2);
      node.saveSnapshot();
      database.sql("update products set price = price + 1");
      cache.awaitGone(products);

      node.kill();
      node.startAgainFromSnapshot();

      awaitShortly().until(() -> invalidator.value("cdc.purges", "cause", "redis") >= 1);
      awaitShortly().ignoreExceptions().until(() -> cache.lacks(products));
      assertStreams(database, invalidator, cache);
    }
  }

  private static void assertStreams(
      CatalogDatabase database, RunningInvalidator invalidator, TestCache cache) {
    invalidator.awaitStreaming();
    cache.fill(CatalogKeys.product(2));
    database.sql("update products set price = price + 1 where id = 2");
    cache.awaitGone(CatalogKeys.product(2));
  }

  private static CatalogDatabase catalog() {
    CatalogDatabase database = CatalogDatabase.start();
    database.addProducts(30);
    return database;
  }

  private static ConditionFactory awaitShortly() {
    return await().atMost(Duration.ofSeconds(40));
  }
}
