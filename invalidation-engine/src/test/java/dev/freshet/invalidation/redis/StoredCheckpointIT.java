package dev.freshet.invalidation.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.invalidation.cache.CacheException;
import dev.freshet.invalidation.cache.Checkpoint;
import dev.freshet.invalidation.cache.Checkpoints;
import dev.freshet.local.redis.LocalRedis;
import dev.freshet.local.redis.LocalRedisCluster;
import dev.freshet.redis.RedisConnection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A checkpoint says that deletions on all servers are done, so it asks them all. */
class StoredCheckpointIT {

  @Test
  void isRefusedOnceAServerWasRestarted() throws Exception {
    try (LocalRedis redis = LocalRedis.start()) {
      assertRefusedAfterRestart(redis.uri(), List.of(redis), ":1", Optional.empty());
    }
  }

  @Test
  void isRefusedOnceAServerWasRestartedThatDoesNotKeepIt() throws Exception {
    try (LocalRedisCluster redis = LocalRedisCluster.start()) {
      assertRefusedAfterRestart(redis.uri(), redis.nodes(), ":0", Optional.of("a"));
    }
  }

  /**
   * @param size of the server that is restarted, as {@code DBSIZE} has it once a checkpoint is
   *     stored
   * @param left the run whose checkpoint is there after that
   */
  private static void assertRefusedAfterRestart(
      String uri, List<LocalRedis> servers, String size, Optional<String> left) throws Exception {
    try (RedisConnection connection = Connections.open(uri)) {
      RedisCache cache = new RedisCache(connection, CatalogKeys.NAMESPACE);
      String nodes = cache.nodes();
      assertThat(cache.store(Checkpoints.of("0/1", nodes, "a"), Optional.empty())).isPresent();
      LocalRedis restarted =
          servers.stream()
              .filter(server -> server.command("DBSIZE").equals(size))
              .findFirst()
              .orElseThrow();

      restarted.kill();
      restarted.startAgain();

      assertThat(storedWhenAnswered(cache, Checkpoints.of("0/1", nodes, "a"), left)).isEmpty();
      assertThat(storedWhenAnswered(cache, Checkpoints.of("0/1", cache.nodes(), "a"), left))
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
}
