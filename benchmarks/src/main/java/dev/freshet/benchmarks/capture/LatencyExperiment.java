package dev.freshet.benchmarks.capture;

import dev.freshet.benchmarks.harness.Contestant;
import dev.freshet.benchmarks.harness.Experiment;
import dev.freshet.benchmarks.harness.Rounds;
import dev.freshet.benchmarks.harness.Setup;
import dev.freshet.benchmarks.report.BarPlot;
import dev.freshet.benchmarks.report.Comparison;
import dev.freshet.benchmarks.report.Goal;
import dev.freshet.benchmarks.report.Measure;
import dev.freshet.benchmarks.report.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** From the return of COMMIT until the key is gone, and what waiting for changes costs. */
public final class LatencyExperiment implements Experiment {

  static final Measure P50 = new Measure("p50", "ms");
  static final Measure P99 = new Measure("p99", "ms");
  private static final Measure P999 = new Measure("p99.9", "ms");
  private static final List<Measure> LATENCIES = List.of(P50, P99, P999);
  private static final Measure IDLE = new Measure("idle", "% of a core");

  private static final int PRODUCTS = 10_000;
  private static final int WARM_UP_RATE = 1_000;
  private static final double LEAST_SHARE = 0.95;
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String BASELINE = FollowerKind.RAW.title();

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public String title() {
    return "Commit to deleted key, and the cost of waiting";
  }

  @Override
  public Section run(Setup setup) throws Exception {
    try (CatalogServers servers = CatalogServers.start(setup, PRODUCTS);
        Deletions deletions = Deletions.of(servers)) {
      List<Integer> rates = setup.either(List.of(1, 100, 1_000), List.of(100));
      CommitLoad load = new CommitLoad(servers, deletions);
      List<Measure> measures = new ArrayList<>();
      rates.forEach(rate -> measures.addAll(namesAt(rate).keySet()));
      measures.add(IDLE);
      Comparison all =
          compare(
              setup,
              "At each rate, then idle",
              measures,
              servers,
              follower -> measure(setup, follower, load, deletions, rates));
      return section(
          rates.stream()
              .map(rate -> all.part("%,d commits/s".formatted(rate), namesAt(rate)))
              .toList(),
          all.part("Nothing changes", Map.of(IDLE, IDLE)));
    }
  }

  private Section section(List<Comparison> latencies, Comparison idle) {
    String freshet = FollowerKind.FRESHET.title();
    List<Goal> goals = new ArrayList<>();
    for (Comparison latency : latencies) {
      goals.add(
          Goal.of(
              latency.title() + ": p50 at most 1.5 times the floor's",
              latency.ratio(freshet, P50),
              ratio -> ratio <= 1.5));
      goals.add(
          Goal.of(
              latency.title() + ": p99 at most 2 times the floor's",
              latency.ratio(freshet, P99),
              ratio -> ratio <= 2));
    }
    goals.add(
        Goal.of("Idle: at most 3 % of a core", idle.of(freshet, IDLE), percent -> percent <= 3));
    return new Section(
        name(),
        title(),
        """
        Transactions of one changed row at a fixed rate, each after its key was set; timed from the
        return of COMMIT until Redis tells of the deletion. The floor is a reader of the raw
        replication stream that deletes the same key and does nothing else: it does not wait for the
        commit to become visible, looks at no listing, and keeps no watermark. All contestants are
        processes of their own, one at a time, on this machine's processors together with PostgreSQL,
        Redis and the load.""",
        goals,
        Stream.concat(latencies.stream(), Stream.of(idle)).toList(),
        List.of(
            new BarPlot("Commit to deleted key, median", P50, latencies),
            new BarPlot("Commit to deleted key, 99th percentile", P99, latencies),
            new BarPlot("CPU while nothing changes", IDLE, List.of(idle))),
        List.of());
  }

  /**
   * All of one follower, in one process; what it costs to wait comes last, when all is compiled.
   */
  private static Map<Measure, Double> measure(
      Setup setup, Follower follower, CommitLoad load, Deletions deletions, List<Integer> rates)
      throws Exception {
    load.run(
        setup.either(WARM_UP_RATE, 100),
        setup.either(Duration.ofSeconds(20), Duration.ofSeconds(1)));
    deletions.take(LIMIT);
    Map<Measure, Double> measured = new HashMap<>();
    for (int rate : rates) {
      double kept =
          load.run(
              rate, setup.either(Duration.ofSeconds(rate == 1 ? 20 : 12), Duration.ofSeconds(1)));
      if (kept < LEAST_SHARE * rate) {
        throw new IllegalStateException("only %.0f changes/s were written".formatted(kept));
      }
      percentiles(deletions.take(LIMIT))
          .forEach((measure, value) -> measured.put(at(rate, measure), value));
    }
    measured.put(IDLE, idle(setup, follower));
    return measured;
  }

  private static Measure at(int rate, Measure measure) {
    return new Measure(measure.name() + " at " + rate, measure.unit());
  }

  private static Map<Measure, Measure> namesAt(int rate) {
    Map<Measure, Measure> names = new LinkedHashMap<>();
    LATENCIES.forEach(latency -> names.put(at(rate, latency), latency));
    return names;
  }

  static Map<Measure, Double> percentiles(Histogram micros) {
    return Map.of(
        P50, micros.getValueAtPercentile(50) / 1e3,
        P99, micros.getValueAtPercentile(99) / 1e3,
        P999, micros.getValueAtPercentile(99.9) / 1e3);
  }

  private static double idle(Setup setup, Follower follower) throws InterruptedException {
    Thread.sleep(setup.either(Duration.ofSeconds(5), Duration.ofMillis(100)).toMillis());
    Duration before = follower.cpuTime();
    long start = System.nanoTime();
    Thread.sleep(setup.either(Duration.ofSeconds(10), Duration.ofSeconds(1)).toMillis());
    double used = follower.cpuTime().minus(before).toNanos();
    return 100 * used / (System.nanoTime() - start);
  }

  /** What is measured of a follower that streams. */
  interface Work {
    Map<Measure, Double> measure(Follower follower) throws Exception;
  }

  static Comparison compare(
      Setup setup, String title, List<Measure> measures, CatalogServers servers, Work work)
      throws InterruptedException {
    List<Contestant> contestants =
        Stream.of(FollowerKind.values())
            .<Contestant>map(kind -> contestant(servers, kind, work))
            .toList();
    return new Rounds(setup, title, BASELINE, measures).run(setup.either(3, 1), contestants);
  }

  private static Contestant contestant(CatalogServers servers, FollowerKind kind, Work work) {
    return new Contestant() {
      @Override
      public String name() {
        return kind.title();
      }

      @Override
      public Map<Measure, Double> measure() throws Exception {
        try (Follower follower = Follower.start(kind, servers)) {
          return work.measure(follower);
        }
      }
    };
  }
}
