package dev.freshet.benchmarks.capture;

import static org.awaitility.Awaitility.await;

import dev.freshet.benchmarks.harness.Experiment;
import dev.freshet.benchmarks.harness.Setup;
import dev.freshet.benchmarks.report.BarPlot;
import dev.freshet.benchmarks.report.Comparison;
import dev.freshet.benchmarks.report.Goal;
import dev.freshet.benchmarks.report.Measure;
import dev.freshet.benchmarks.report.Section;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;

/** Changes per second, from a stream that has piled up. */
public final class ThroughputExperiment implements Experiment {

  private static final Measure DELETED = new Measure("keys gone", "changes/s");
  private static final Measure APPLIED = new Measure("all applied", "changes/s");
  private static final String STOCK = "stock = stock + 1";
  private static final int WARM_UPS = 2;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(5);

  @Override
  public String name() {
    return "throughput";
  }

  @Override
  public String title() {
    return "Changes per second, in one transaction and in many";
  }

  @Override
  public Section run(Setup setup) throws Exception {
    int rows = setup.either(200_000, 2_000);
    int transactions = setup.either(20_000, 500);
    List<Comparison> comparisons;
    try (CatalogServers servers = CatalogServers.start(setup, rows)) {
      comparisons =
          List.of(
              compare(
                  setup,
                  "One update of %,d rows".formatted(rows),
                  servers,
                  rows,
                  connection ->
                      connection.createStatement().execute("update products set " + STOCK)),
              compare(
                  setup,
                  "%,d transactions of one row".formatted(transactions),
                  servers,
                  transactions,
                  connection -> CatalogServers.updateEach(connection, STOCK, transactions)));
    }
    return new Section(
        name(),
        title(),
        """
        All products are cached and warm-up changes applied; then the contestant is stopped (SIGSTOP)
        while the changes are made, and goes on. Timed from there until no key of a changed product is
        left, and until the replication slot says that all changes are applied: a contestant that
        deletes more cheaply than key by key has the first long before the second. Debezium with its
        defaults confirms once a minute, so the second is not measured of it.""",
        comparisons.stream()
            .flatMap(comparison -> Stream.of(DELETED, APPLIED).map(of -> goal(comparison, of)))
            .toList(),
        comparisons,
        List.of(
            new BarPlot("Changes per second until the keys are gone", DELETED, comparisons),
            new BarPlot("Changes per second until all are applied", APPLIED, comparisons)),
        List.of());
  }

  private static Goal goal(Comparison comparison, Measure measure) {
    return Goal.of(
        comparison.title() + ": at least 0.7 of the floor, until " + measure.name(),
        comparison.ratio(FollowerKind.FRESHET.title(), measure),
        ratio -> ratio >= 0.7);
  }

  private interface Changes {
    void make(Connection connection) throws SQLException;
  }

  private static Comparison compare(
      Setup setup, String title, CatalogServers servers, int changed, Changes changes)
      throws InterruptedException {
    return LatencyExperiment.compare(
        setup,
        title,
        List.of(DELETED, APPLIED),
        servers,
        follower -> {
          for (int pass = 0; pass < setup.either(WARM_UPS, 1); pass++) {
            measure(setup, servers, follower, changed, changes);
          }
          return measure(setup, servers, follower, changed, changes);
        });
  }

  private static Map<Measure, Double> measure(
      Setup setup, CatalogServers servers, Follower follower, int changed, Changes changes)
      throws Exception {
    RedisClient client = RedisClient.create(servers.redis().uri());
    try (Connection connection = servers.connect()) {
      RedisCommands<String, String> redis = client.connect().sync();
      cache(redis, changed);
      follower.pause();
      changes.make(connection);
      String written = servers.ask("select pg_current_wal_insert_lsn()");
      // A transaction is confirmed with the next one.
      CatalogServers.updateEach(connection, STOCK, 2);
      long start = System.nanoTime();
      follower.resume();
      Map<Measure, Double> measured = new HashMap<>();
      awaitOften("all keys are gone").until(() -> cached(redis, changed) == 0);
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

  private static void cache(RedisCommands<String, String> redis, int products) {
    for (int from = 1; from <= products; from += 1_000) {
      Map<String, String> values = new HashMap<>();
      for (int id = from; id < from + 1_000 && id <= products; id++) {
        values.put(Keys.ofProduct(id), "cached");
      }
      redis.mset(values);
    }
  }

  private static long cached(RedisCommands<String, String> redis, int products) {
    // The last to be changed is the last to go, unless all go at once.
    if (redis.exists(Keys.ofProduct(products)) > 0) {
      return 1;
    }
    long left = 0;
    for (int from = 1; from <= products; from += 1_000) {
      String[] keys =
          IntStream.range(from, Math.min(from + 1_000, products + 1))
              .mapToObj(Keys::ofProduct)
              .toArray(String[]::new);
      left += redis.exists(keys);
    }
    return left;
  }
}
