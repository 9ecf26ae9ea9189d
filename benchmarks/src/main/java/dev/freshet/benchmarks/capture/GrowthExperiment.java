package dev.freshet.benchmarks.capture;

import dev.freshet.benchmarks.harness.Contestant;
import dev.freshet.benchmarks.harness.Experiment;
import dev.freshet.benchmarks.harness.Rounds;
import dev.freshet.benchmarks.harness.Setup;
import dev.freshet.benchmarks.report.Comparison;
import dev.freshet.benchmarks.report.LinePlot;
import dev.freshet.benchmarks.report.LinePlot.Axis;
import dev.freshet.benchmarks.report.LinePlot.Line;
import dev.freshet.benchmarks.report.Measure;
import dev.freshet.benchmarks.report.Plot;
import dev.freshet.benchmarks.report.Section;
import dev.freshet.benchmarks.report.Statistics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The invalidator's latency and CPU as listings, products and changes grow. */
public final class GrowthExperiment implements Experiment {

  private static final Measure CPU = new Measure("CPU", "% of a core");
  private static final List<Measure> MEASURES =
      List.of(Latencies.WRITTEN, Latencies.P50, Latencies.P99, CPU);

  /** More than change in one measurement: none may change again before its key is gone. */
  private static final int PRODUCTS = 50_000;

  private static final int RATE_OTHERWISE = 100;
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public String title() {
    return "Invalidation as listings, products and changes grow";
  }

  @Override
  public Section run(Setup setup) throws Exception {
    Comparison listings =
        compare(
            setup,
            "Live listings",
            setup.either(List.of(1_000, 10_000, 100_000), List.of(100, 200)),
            size -> measure(setup, PRODUCTS, size, RATE_OTHERWISE));
    Comparison products =
        compare(
            setup,
            "Products",
            setup.either(List.of(10_000, 100_000, 1_000_000), List.of(1_000, 2_000)),
            size -> measure(setup, size, 0, RATE_OTHERWISE));
    Comparison rates =
        compare(
            setup,
            "Changes per second",
            setup.either(List.of(10, 100, 1_000, 5_000), List.of(10, 50)),
            size -> measure(setup, PRODUCTS, 0, size));
    List<Comparison> all = List.of(listings, products, rates);
    return new Section(
        name(),
        title(),
        """
        One invalidator, %d changes per second where those are not what grows, %,d products and no
        live listing likewise. The listings are of the same products. A change is one of stock, which
        alters listings only where the last piece goes or the first comes."""
            .formatted(RATE_OTHERWISE, PRODUCTS),
        List.of(),
        all,
        all.stream().<Plot>map(GrowthExperiment::plot).toList(),
        List.of());
  }

  private interface Point {
    Map<Measure, Double> measure(int size) throws Exception;
  }

  private static List<Contestant> points(List<Integer> sizes, Point point) {
    List<Contestant> contestants = new ArrayList<>();
    for (int size : sizes) {
      contestants.add(
          new Contestant() {
            @Override
            public String name() {
              return "%,d".formatted(size);
            }

            @Override
            public Map<Measure, Double> measure() throws Exception {
              return point.measure(size);
            }
          });
    }
    return contestants;
  }

  private static Comparison compare(Setup setup, String title, List<Integer> sizes, Point point)
      throws InterruptedException {
    List<Contestant> points = points(sizes, point);
    return new Rounds(setup, title, points.get(0).name(), MEASURES).run(setup.either(3, 1), points);
  }

  /** On servers of its own: Redis would still have the listings of the point before. */
  private static Map<Measure, Double> measure(Setup setup, int products, int listings, int rate)
      throws Exception {
    Duration time = setup.either(Duration.ofSeconds(8), Duration.ofSeconds(1));
    try (CapturedServers servers = CapturedServers.start(setup, products);
        Deletions deletions = Deletions.of(servers);
        Follower follower = Follower.start(FollowerKind.FRESHET, servers)) {
      Listings.register(servers, follower, listings);
      CommitLoad load = new CommitLoad(servers, deletions);
      load.run(
          setup.either(1_000, 100), setup.either(Duration.ofSeconds(10), Duration.ofSeconds(1)));
      deletions.take(LIMIT);
      Duration before = follower.cpuTime();
      long start = System.nanoTime();
      double kept = load.run(rate, time);
      Map<Measure, Double> measured = new HashMap<>(Latencies.percentiles(deletions.take(LIMIT)));
      double used = follower.cpuTime().minus(before).toNanos();
      measured.put(CPU, 100 * used / (System.nanoTime() - start));
      measured.put(Latencies.WRITTEN, kept);
      return measured;
    }
  }

  private static LinePlot plot(Comparison comparison) {
    return new LinePlot(
        comparison.title(),
        new Axis(comparison.title(), true),
        new Axis("ms, or % of a core", false),
        List.of(
            line(comparison, Latencies.P50),
            line(comparison, Latencies.P99),
            line(comparison, CPU)));
  }

  private static Line line(Comparison comparison, Measure measure) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (String point : comparison.contestants()) {
      comparison
          .of(point, measure)
          .map(Statistics::median)
          .ifPresent(
              median -> {
                x.add(Double.parseDouble(point.replace(",", "")));
                y.add(median);
              });
    }
    return new Line(measure.name(), x, y);
  }
}
