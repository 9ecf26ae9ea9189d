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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** From the return of COMMIT until the key is gone, and what waiting for changes costs. */
public final class LatencyExperiment implements Experiment {

  private static final List<Measure> SHOWN =
      List.of(Latencies.WRITTEN, Latencies.P50, Latencies.P99, Latencies.P999);
  private static final Measure IDLE = new Measure("idle", "% of a core");

  private static final int HIGHEST_RATE = 5_000;

  /**
   * None changes twice in the time that is measured, or a deletion that is late would be of both.
   */
  private static final int PRODUCTS = HIGHEST_RATE * (int) Latencies.TIME.toSeconds();

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
    try (CapturedServers servers = CapturedServers.start(setup, PRODUCTS)) {
      Latencies latencies =
          new Latencies(setup.either(List.of(1, 100, 1_000, HIGHEST_RATE), List.of(100)), SHOWN);
      List<Measure> measures = new ArrayList<>(latencies.measures());
      measures.add(IDLE);
      Comparison all =
          compare(
              setup,
              "At each rate, then idle",
              measures,
              servers,
              follower -> {
                Map<Measure, Double> measured = latencies.measure(setup, servers, CommitLoad.STOCK);
                // Last, when all is compiled.
                measured.put(IDLE, idle(setup, follower));
                return measured;
              });
      return section(latencies.parts(all), all.part("Nothing changes", Map.of(IDLE, IDLE)));
    }
  }

  private Section section(List<Comparison> latencies, Comparison idle) {
    String freshet = FollowerKind.FRESHET.title();
    List<Goal> goals = new ArrayList<>();
    for (Comparison latency : latencies) {
      boolean isHighest = latency.title().equals(Latencies.title(HIGHEST_RATE));
      int most = isHighest ? 5 : 3;
      if (!isHighest) {
        goals.add(
            Goal.of(
                latency.title() + ": p50 at most 2 times the floor's",
                latency.ratio(freshet, Latencies.P50),
                ratio -> ratio <= 2));
      }
      goals.add(
          Goal.of(
              latency.title() + ": p99 at most %d times the floor's".formatted(most),
              latency.ratio(freshet, Latencies.P99),
              ratio -> ratio <= most));
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
            new BarPlot("Commit to deleted key, median", Latencies.P50, latencies),
            new BarPlot("Commit to deleted key, 99th percentile", Latencies.P99, latencies),
            new BarPlot("CPU while nothing changes", IDLE, List.of(idle))),
        List.of());
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
      Setup setup, String title, List<Measure> measures, CapturedServers servers, Work work)
      throws InterruptedException {
    List<Contestant> contestants =
        FollowerKind.of(setup).stream()
            .<Contestant>map(kind -> contestant(servers, kind, work))
            .toList();
    return new Rounds(setup, title, BASELINE, measures).run(setup.either(3, 1), contestants);
  }

  private static Contestant contestant(CapturedServers servers, FollowerKind kind, Work work) {
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
