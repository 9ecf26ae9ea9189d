package dev.freshet.benchmarks.lookups;

import dev.freshet.benchmarks.capture.Backlog;
import dev.freshet.benchmarks.capture.CapturedServers;
import dev.freshet.benchmarks.capture.Follower;
import dev.freshet.benchmarks.capture.FollowerKind;
import dev.freshet.benchmarks.capture.Latencies;
import dev.freshet.benchmarks.harness.Contestant;
import dev.freshet.benchmarks.harness.Experiment;
import dev.freshet.benchmarks.harness.Rounds;
import dev.freshet.benchmarks.harness.Setup;
import dev.freshet.benchmarks.report.BarPlot;
import dev.freshet.benchmarks.report.Comparison;
import dev.freshet.benchmarks.report.Goal;
import dev.freshet.benchmarks.report.Measure;
import dev.freshet.benchmarks.report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Changes of rows that lead to their key by look-ups, beside those that have it themselves. */
public final class LookupsExperiment implements Experiment {

  private static final List<Measure> SHOWN =
      List.of(Latencies.WRITTEN, Latencies.P50, Latencies.P99);

  @Override
  public String name() {
    return "lookups";
  }

  @Override
  public String title() {
    return "Rules with look-ups: commit to deleted key, and a backlog";
  }

  @Override
  public Section run(Setup setup) throws Exception {
    int rows = setup.either(200_000, 2_000);
    try (CapturedServers servers = Shop.start(setup, rows)) {
      List<Comparison> latencies = latencies(setup, servers);
      Comparison backlog =
          compare(
              setup,
              "One update of %,d rows".formatted(rows),
              List.of(Backlog.DELETED, Backlog.APPLIED),
              List.of(Way.OWN_COLUMN, Way.ONE_HOP),
              servers,
              (way, follower) ->
                  new Backlog(servers, rows, Backlog.inOneUpdate(way.table(), way.assignment()))
                      .measure(setup, follower));
      return section(latencies, backlog);
    }
  }

  private static List<Comparison> latencies(Setup setup, CapturedServers servers)
      throws InterruptedException {
    Latencies latencies = new Latencies(setup.either(List.of(1, 100, 1_000), List.of(100)), SHOWN);
    return latencies.parts(
        compare(
            setup,
            "At each rate",
            latencies.measures(),
            List.of(Way.values()),
            servers,
            (way, follower) -> latencies.measure(setup, servers, way.update())));
  }

  private Section section(List<Comparison> latencies, Comparison backlog) {
    String oneHop = Way.ONE_HOP.title();
    List<Goal> goals = new ArrayList<>();
    for (Comparison latency : latencies) {
      goals.add(
          Goal.of(
              latency.title() + ": p50 with one hop at most 1.3 times that without look-up",
              latency.ratio(oneHop, Latencies.P50),
              ratio -> ratio <= 1.3));
    }
    goals.add(
        Goal.of(
            backlog.title() + ": with one hop at least 0.5 of the rate, until all applied",
            backlog.ratio(oneHop, Backlog.APPLIED),
            ratio -> ratio >= 0.5));
    return new Section(
        name(),
        title(),
        """
        Changes of one row in a table that has the product's id itself, that has the id of a row that
        has it (one hop), and that has the id of a row that leads to it by another (two hops). Each
        table has a row for each product, and a row of a table is looked up by its primary key. The
        invalidator follows all tables by the same rules; each contestant is a process of its own, and
        its load changes one table only. Transactions of one row at a fixed rate are timed from the
        return of COMMIT until Redis tells of the deletion. For the backlog all products are cached
        and the invalidator is stopped (SIGSTOP) while the changes are made; timed from when it goes
        on until no key is left, and until the replication slot says that all changes are applied.""",
        goals,
        Stream.concat(latencies.stream(), Stream.of(backlog)).toList(),
        List.of(
            new BarPlot("Commit to deleted key, median", Latencies.P50, latencies),
            new BarPlot("Commit to deleted key, 99th percentile", Latencies.P99, latencies),
            new BarPlot(
                "Changes per second until all are applied", Backlog.APPLIED, List.of(backlog))),
        List.of());
  }

  /** What is measured of changes that come by a way, with an invalidator that streams. */
  private interface Work {
    Map<Measure, Double> measure(Way way, Follower follower) throws Exception;
  }

  private static Comparison compare(
      Setup setup,
      String title,
      List<Measure> measures,
      List<Way> ways,
      CapturedServers servers,
      Work work)
      throws InterruptedException {
    return new Rounds(setup, title, Way.OWN_COLUMN.title(), measures)
        .run(setup.either(3, 1), ways.stream().map(way -> contestant(servers, way, work)).toList());
  }

  private static Contestant contestant(CapturedServers servers, Way way, Work work) {
    return new Contestant() {
      @Override
      public String name() {
        return way.title();
      }

      @Override
      public Map<Measure, Double> measure() throws Exception {
        try (Follower follower = Follower.start(FollowerKind.FRESHET, servers)) {
          return work.measure(way, follower);
        }
      }
    };
  }
}
