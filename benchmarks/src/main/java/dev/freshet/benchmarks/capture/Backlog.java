package dev.freshet.benchmarks.capture;

import static org.awaitility.Awaitility.await;

import dev.freshet.benchmarks.harness.Setup;
import dev.freshet.benchmarks.report.Measure;
import dev.freshet.benchmarks.report.Statistics;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;

/**
 * Changes that have piled up while the follower was stopped.
 *
 * @param changed how many products the changes are of, those with the ids from 1 on
 * @param changes one for each of the products
 */
public record Backlog(CapturedServers servers, int changed, Changes changes) {

  public static final Measure DELETED = new Measure("keys gone", "changes/s");
  public static final Measure APPLIED = new Measure("all applied", "changes/s");

  static final String STOCK = "stock = stock + 1";

  /**
   * By fewer the JVM's compilers are measured: a small transaction takes half the time after it.
   */
  private static final int WARM_UP = 300_000;

  private static final int PASSES = 3;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(5);

  /** How the changes are made. */
  public interface Changes {
    void make(Connection connection) throws SQLException;
  }

  /**
   * All rows of a table by one statement.
   *
   * @param assignment such as {@code stock = stock + 1}
   */
  public static Changes inOneUpdate(String table, String assignment) {
    return connection -> {
      try (Statement statement = connection.createStatement()) {
        statement.execute("update " + table + " set " + assignment);
      }
    };
  }

  /** The medians of {@link #DELETED} and {@link #APPLIED}, after warming up by the same changes. */
  public Map<Measure, Double> measure(Setup setup, Follower follower) throws Exception {
    for (int done = 0; done < setup.either(WARM_UP, 1); done += changed) {
      measure(follower);
    }
    Map<Measure, List<Double>> passes = new HashMap<>();
    for (int pass = 0; pass < setup.either(PASSES, 1); pass++) {
      measure(follower)
          .forEach(
              (measure, value) ->
                  passes.computeIfAbsent(measure, any -> new ArrayList<>()).add(value));
    }
    Map<Measure, Double> medians = new HashMap<>();
    passes.forEach((measure, values) -> medians.put(measure, Statistics.of(values).median()));
    return medians;
  }

  private Map<Measure, Double> measure(Follower follower) throws Exception {
    RedisClient client = RedisClient.create(servers.redis().uri());
    try (Connection connection = servers.connect()) {
      RedisCommands<String, String> redis = client.connect().sync();
      cache(redis);
      follower.pause();
      changes.make(connection);
      String written = servers.ask("select pg_current_wal_insert_lsn()");
      // A transaction is confirmed with the next one.
      CapturedServers.updateEach(connection, STOCK, 2);
      long start = System.nanoTime();
      follower.resume();
      Map<Measure, Double> measured = new HashMap<>();
      awaitOften("all keys are gone").until(() -> cached(redis) == 0);
      measured.put(DELETED, changed * 1e9 / (System.nanoTime() - start));
      if (follower.confirmsSoon()) {
        awaitOften("the position is confirmed").until(() -> follower.hasConfirmed(written));
        measured.put(APPLIED, changed * 1e9 / (System.nanoTime() - start));
      }
      return measured;
    } finally {
      client.shutdown();
    }
  }

  /** Looks so often that it hardly shows in what is measured. */
  private static ConditionFactory awaitOften(String alias) {
    return await(alias)
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(PAUSE)
        .pollInSameThread();
  }

  private void cache(RedisCommands<String, String> redis) {
    for (int from = 1; from <= changed; from += 1_000) {
      Map<String, String> values = new HashMap<>();
      for (int id = from; id < from + 1_000 && id <= changed; id++) {
        values.put(Keys.ofProduct(id), "cached");
      }
      redis.mset(values);
    }
  }

  private long cached(RedisCommands<String, String> redis) {
    // The last to be changed is the last to go, unless all go at once.
    if (redis.exists(Keys.ofProduct(changed)) > 0) {
      return 1;
    }
    long left = 0;
    for (int from = 1; from <= changed; from += 1_000) {
      String[] keys =
          IntStream.range(from, Math.min(from + 1_000, changed + 1))
              .mapToObj(Keys::ofProduct)
              .toArray(String[]::new);
      left += redis.exists(keys);
    }
    return left;
  }
}
