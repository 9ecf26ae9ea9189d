package dev.freshet.invalidation.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.invalidation.cache.CacheException;
import dev.freshet.invalidation.cache.Checkpoint;
import dev.freshet.keys.MaintainedKinds;
import dev.freshet.keys.Watermark;
import dev.freshet.local.redis.LocalRedis;
import dev.freshet.local.redis.LocalRedisCluster;
import dev.freshet.redis.RedisConnection;
import dev.freshet.redis.RedisSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A checkpoint says that deletions on all servers are done, so it asks them all. */
class StoredCheckpointIT {

  @Test
  void isRefusedOnceAServerWasRestarted() throws Exception {
    try (LocalRedis redis = LocalRedis.start();
        RedisConnection connection = open(redis.uri())) {
      RedisCache cache = new RedisCache(connection, CatalogKeys.NAMESPACE);
      String nodes = cache.nodes();
      assertThat(cache.store(checkpoint(nodes, "a"), Optional.empty())).isPresent();

      redis.kill();
      redis.startAgain();

      assertThat(storedWhenAnswered(cache, checkpoint(nodes, "b"), Optional.empty())).isEmpty();
      assertThat(storedWhenAnswered(cache, checkpoint(cache.nodes(), "b"), Optional.empty()))
          .isPresent();
    }
  }

  @Test
  void isRefusedOnceAServerWasRestartedThatDoesNotKeepIt() throws Exception {
    try (LocalRedisCluster redis = LocalRedisCluster.start();
        RedisConnection connection = open(redis.uri())) {
      RedisCache cache = new RedisCache(connection, CatalogKeys.NAMESPACE);
      String nodes = cache.nodes();
      assertThat(cache.store(checkpoint(nodes, "a"), Optional.empty())).isPresent();
      LocalRedis other =
          redis.nodes().stream()
              .filter(node -> !node.command("DBSIZE").equals(":1"))
              .findFirst()
              .orElseThrow();

      other.kill();
      other.startAgain();

      assertThat(storedWhenAnswered(cache, checkpoint(nodes, "a"), Optional.of("a"))).isEmpty();
      assertThat(storedWhenAnswered(cache, checkpoint(cache.nodes(), "a"), Optional.of("a")))
          .isPresent();
    }
  }

  /** Tries again while servers come back. */
  private static OptionalLong storedWhenAnswered(
      RedisCache cache, Checkpoint checkpoint, Optional<String> expectedRun) {
    return await()
        .ignoreException(CacheException.class)
        .until(() -> cache.store(checkpoint, expectedRun), answer -> true);
  }

  private static RedisConnection open(String uri) {
    RedisConnection connection =
        RedisConnection.open(new RedisSettings(uri, Duration.ofSeconds(5), Duration.ofSeconds(5)));
    await().until(connection::isConnected);
    return connection;
  }

  private static Checkpoint checkpoint(String nodes, String run) {
    return new Checkpoint(
        new Watermark(
            "0/1", Optional.empty(), "freshet", "1", "1", "a", Optional.empty(), Optional.empty()),
        "tables",
        nodes,
        new MaintainedKinds(Map.of()),
        run);
  }
}
