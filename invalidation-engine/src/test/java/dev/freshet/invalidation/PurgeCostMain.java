package dev.freshet.invalidation;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.invalidation.cache.Purge;
import dev.freshet.invalidation.redis.RedisCache;
import dev.freshet.keys.CacheKey;
import dev.freshet.local.redis.LocalRedis;
import dev.freshet.redis.RedisConnection;
import dev.freshet.redis.RedisSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;

/**
 * What a purge costs for each key that it passes over, and what a deletion costs by name: prints
 * both in microseconds a key, and their ratio, for several rounds. The argument is the number of
 * keys.
 */
public final class PurgeCostMain {

  private static final int ROUNDS = 5;
  private static final int PORTION = 2_000;

  private PurgeCostMain() {}

  public static void main(String[] args) throws InterruptedException {
    int keys = args.length > 0 ? Integer.parseInt(args[0]) : 200_000;
    try (LocalRedis redis = LocalRedis.start();
        RedisConnection connection =
            RedisConnection.open(
                new RedisSettings(redis.uri(), Duration.ofSeconds(5), Duration.ofSeconds(60)))) {
      Awaitility.await().until(connection::isConnected);
      RedisCache cache = new RedisCache(connection, CatalogKeys.NAMESPACE);
      for (int round = 0; round < ROUNDS; round++) {
        fill(redis, keys);
        double deletion = micros(() -> delete(cache, keys)) / keys;
        fill(redis, keys);
        double purge =
            micros(() -> new Purge(cache, CatalogKeys.SPACE).of(CatalogKeys.SPACE.kinds())) / keys;
        System.out.printf(
            Locale.ROOT,
            "%,d keys: deleted by name %.2f us each, purged %.2f us each, ratio %.2f%n",
            keys,
            deletion,
            purge,
            purge / deletion);
      }
    }
  }

  private static void fill(LocalRedis redis, int keys) {
    redis.command(
        "EVAL \"for i=1,%d do redis.call('SET','product:'..i,string.rep('v',300)) end\" 0"
            .formatted(keys));
  }

  private static void delete(RedisCache cache, int keys) throws InterruptedException {
    List<CacheKey> all =
        new ArrayList<>(LongStream.rangeClosed(1, keys).mapToObj(CatalogKeys::product).toList());
    for (int from = 0; from < keys; from += PORTION) {
      var unused = cache.delete(all.subList(from, Math.min(keys, from + PORTION)));
    }
  }

  private static double micros(Task task) throws InterruptedException {
    long start = System.nanoTime();
    task.run();
    return (System.nanoTime() - start) / 1e3;
  }

  @FunctionalInterface
  private interface Task {
    void run() throws InterruptedException;
  }
}
