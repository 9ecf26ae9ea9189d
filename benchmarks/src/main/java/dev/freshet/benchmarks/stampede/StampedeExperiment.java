package dev.freshet.benchmarks.stampede;

import dev.freshet.benchmarks.harness.Experiment;
import dev.freshet.benchmarks.harness.Rounds;
import dev.freshet.benchmarks.harness.Setup;
import dev.freshet.benchmarks.harness.Stack;
import dev.freshet.benchmarks.peers.SpringCacheApplication;
import dev.freshet.benchmarks.report.BarPlot;
import dev.freshet.benchmarks.report.Comparison;
import dev.freshet.benchmarks.report.Goal;
import dev.freshet.benchmarks.report.Section;
import dev.freshet.benchmarks.stampede.Invalidations.Pace;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Many readers of one key on two processes, while it expires or is invalidated. */
public final class StampedeExperiment implements Experiment {

  static final long HOT_PRODUCT = 42;
  static final String HOT_PATH = "/products/" + HOT_PRODUCT;

  private static final String FRESHET = "Freshet";
  private static final String SPRING = "Spring @Cacheable(sync)";
  private static final String SPRING_LOCKING = "the same, locking";

  @Override
  public String name() {
    return "stampede";
  }

  @Override
  public String title() {
    return "Stampede: one hot key, many readers, two processes";
  }

  @Override
  public Section run(Setup setup) throws Exception {
    int readers = setup.either(500, 50);
    try (Stack stack = Stack.start(setup, 1_000)) {
      Cluster asking = freshet(stack, "asking", Map.of("FRESHET_NEAR_MEMORY", "0"));
      Cluster freshet = freshet(stack, "api", Map.of());
      List<Cluster> peers = start(stack);
      RedisClient client = RedisClient.create(stack.servers().redis().uri());
      try (StatefulRedisConnection<String, String> connection = client.connect()) {
        return section(
            readers,
            expiry(setup, with(asking, peers), connection.sync(), readers),
            invalidations(setup, stack, with(freshet, peers), connection.sync(), readers));
      } finally {
        client.shutdown();
      }
    }
  }

  private static List<Cluster> start(Stack stack) throws InterruptedException {
    List<Cluster> clusters =
        List.of(
            spring(stack, SPRING, "spring", false),
            spring(stack, SPRING_LOCKING, "spring-locking", true));
    stack.awaitReady();
    stack.invalidator(Map.of());
    stack.awaitReady();
    return clusters;
  }

  private static List<Cluster> with(Cluster first, List<Cluster> others) {
    return Stream.concat(Stream.of(first), others.stream()).toList();
  }

  private static Cluster freshet(Stack stack, String process, Map<String, String> settings) {
    return new Cluster(
        FRESHET,
        List.of(stack.api(process + "-1", settings), stack.api(process + "-2", settings)),
        "cache_loads_total",
        "product:" + HOT_PRODUCT,
        false);
  }

  private static Cluster spring(Stack stack, String name, String process, boolean locking) {
    Map<String, String> settings =
        Map.of(SpringCacheApplication.LOCKING, Boolean.toString(locking));
    return new Cluster(
        name,
        List.of(
            stack.peer(process + "-1", SpringCacheApplication.class, settings),
            stack.peer(process + "-2", SpringCacheApplication.class, settings)),
        "catalog_loads_total",
        "products::" + HOT_PRODUCT,
        true);
  }

  private static Comparison expiry(
      Setup setup, List<Cluster> clusters, RedisCommands<String, String> redis, int readers)
      throws InterruptedException {
    int times = setup.either(30, 3);
    return new Rounds(
            setup,
            "expiry under %d readers".formatted(readers),
            SPRING,
            List.of(Expiry.LOADS, Expiry.P99))
        .run(
            setup.either(7, 2),
            clusters.stream().map(c -> new Expiry(c, redis, readers, times)).toList());
  }

  private static Comparison invalidations(
      Setup setup,
      Stack stack,
      List<Cluster> clusters,
      RedisCommands<String, String> redis,
      int readers)
      throws InterruptedException {
    Pace pace =
        new Pace(
            readers,
            setup.either(2_000, 200),
            50,
            setup.either(Duration.ofSeconds(10), Duration.ofSeconds(1)));
    return new Rounds(
            setup,
            "%.0f invalidations/s under %d readers, %,.0f req/s"
                .formatted(pace.writes(), readers, pace.reads()),
            SPRING,
            List.of(Invalidations.LOADS, Invalidations.P50, Invalidations.P99, Invalidations.STALE))
        .run(
            setup.either(7, 2),
            clusters.stream()
                .map(c -> new Invalidations(c, stack.servers(), redis, pace))
                .toList());
  }

  private Section section(int readers, Comparison expiry, Comparison invalidations) {
    return new Section(
        name(),
        title(),
        """
        %d connections, half of them to each of two processes, read one product. *Expiry*: its key
        expires, then all ask at once; Freshet keeps nothing in its processes' memory then, as it is this
        program that lets the key expire. *Invalidations*: another program updates the product by SQL, 50
        times a second, while all read at a fixed rate in all; latencies count from when a request was
        to be sent. With Freshet the invalidator deletes the key; for Spring's `@Cacheable(sync = true)`
        the writer does, after its commit; *locking* is the same with Spring Data's locking cache writer,
        which is not the default. Loads are counted by both processes, each read from the
        database as one. *Stale at the end*: processes that still answer with an older product 5 seconds
        after the last write; for Freshet that would be a failure."""
            .formatted(readers),
        List.of(
            Goal.of("Loads per expiry: one", expiry.of(FRESHET, Expiry.LOADS), loads -> loads <= 1),
            Goal.of(
                "Loads per invalidation, at 50 a second: under 2",
                invalidations.of(FRESHET, Invalidations.LOADS),
                loads -> loads < 2)),
        List.of(expiry, invalidations),
        List.of(
            new BarPlot("Loads per expiry", Expiry.LOADS, List.of(expiry)),
            new BarPlot("Loads per invalidation", Invalidations.LOADS, List.of(invalidations)),
            new BarPlot("p99 of the readers", Expiry.P99, List.of(expiry, invalidations))),
        List.of());
  }
}
