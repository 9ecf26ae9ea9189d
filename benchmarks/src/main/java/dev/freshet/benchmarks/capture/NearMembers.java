package dev.freshet.benchmarks.capture;

import static java.util.Objects.requireNonNull;

import dev.freshet.cache.near.NearCache;
import dev.freshet.cache.redis.LettuceCommands;
import dev.freshet.cache.redis.LettuceNearChannel;
import dev.freshet.catalog.CatalogKeys;
import dev.freshet.redis.RedisConnection;
import dev.freshet.redis.RedisSettings;
import java.time.Duration;

/**
 * As many members as processes that keep copies would be, in one process: each has connections,
 * threads and a session of its own.
 */
public final class NearMembers {

  static final String COUNT = "NEAR_MEMBERS";

  private static final long MEMORY = 1 << 20;
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration BLOCK = Duration.ofMillis(250);

  private NearMembers() {}

  /** Takes its settings from the environment, and ends when it is killed. */
  public static void main(String[] arguments) throws InterruptedException {
    String uri = requireNonNull(System.getenv("FRESHET_REDIS_URI"), "FRESHET_REDIS_URI");
    int count = Integer.parseInt(requireNonNull(System.getenv(COUNT), COUNT));
    for (int i = 0; i < count; i++) {
      member(new RedisSettings(uri, TIMEOUT, TIMEOUT)).start();
    }
    Thread.currentThread().join();
  }

  private static NearCache member(RedisSettings settings) {
    return new NearCache(
        new LettuceNearChannel(
            new LettuceCommands(RedisConnection.open(settings)),
            new LettuceCommands(RedisConnection.open(settings)),
            settings.blocking(BLOCK),
            CatalogKeys.NAMESPACE),
        CatalogKeys.SPACE.kinds(),
        MEMORY,
        System::nanoTime);
  }
}
