package dev.freshet.benchmarks.capture;

import dev.freshet.benchmarks.harness.Experiment;
import dev.freshet.benchmarks.harness.Setup;
import dev.freshet.benchmarks.report.BarPlot;
import dev.freshet.benchmarks.report.Comparison;
import dev.freshet.benchmarks.report.Goal;
import dev.freshet.benchmarks.report.Measure;
import dev.freshet.benchmarks.report.Section;
import java.util.List;
import java.util.stream.Stream;

/** Changes per second, from a stream that has piled up. */
public final class ThroughputExperiment implements Experiment {

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
    try (CapturedServers servers = CapturedServers.start(setup, rows)) {
      comparisons =
          List.of(
              compare(
                  setup,
                  "One update of %,d rows".formatted(rows),
                  new Backlog(servers, rows, Backlog.inOneUpdate("products", Backlog.STOCK))),
              compare(
                  setup,
                  "%,d transactions of one row".formatted(transactions),
                  new Backlog(
                      servers,
                      transactions,
                      connection ->
                          CapturedServers.updateEach(connection, Backlog.STOCK, transactions))));
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
            .flatMap(
                comparison ->
                    Stream.of(Backlog.DELETED, Backlog.APPLIED).map(of -> goal(comparison, of)))
            .toList(),
        comparisons,
        List.of(
            new BarPlot("Changes per second until the keys are gone", Backlog.DELETED, comparisons),
            new BarPlot("Changes per second until all are applied", Backlog.APPLIED, comparisons)),
        List.of());
  }

  private static Goal goal(Comparison comparison, Measure measure) {
    return Goal.of(
        comparison.title() + ": at least 0.7 of the floor, until " + measure.name(),
        comparison.ratio(FollowerKind.FRESHET.title(), measure),
        ratio -> ratio >= 0.7);
  }

  private static Comparison compare(Setup setup, String title, Backlog backlog)
      throws InterruptedException {
    return LatencyExperiment.compare(
        setup,
        title,
        List.of(Backlog.DELETED, Backlog.APPLIED),
        backlog.servers(),
        follower -> backlog.measure(setup, follower));
  }
}
