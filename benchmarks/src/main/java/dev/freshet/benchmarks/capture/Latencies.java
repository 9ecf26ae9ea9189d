package dev.freshet.benchmarks.capture;

import dev.freshet.benchmarks.harness.Setup;
import dev.freshet.benchmarks.report.Comparison;
import dev.freshet.benchmarks.report.Measure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * From the return of COMMIT until the key is gone, at one rate after the other.
 *
 * @param rates in commits per second
 * @param shown of {@link #WRITTEN}, {@link #P50}, {@link #P99} and {@link #P999}, those that are
 *     columns at each rate
 */
public record Latencies(List<Integer> rates, List<Measure> shown) {

  public static final Measure WRITTEN = new Measure("written", "changes/s");
  public static final Measure P50 = new Measure("p50", "ms");
  public static final Measure P99 = new Measure("p99", "ms");
  static final Measure P999 = new Measure("p99.9", "ms");

  private static final int WARM_UP_RATE = 1_000;

  /** In a shorter one the JVM's compilers take so much of the processors that it shows. */
  private static final Duration WARM_UP = Duration.ofSeconds(60);

  /** At each rate, but for the lowest. */
  static final Duration TIME = Duration.ofSeconds(12);

  static final double LEAST_SHARE = 0.95;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  public Latencies {
    rates = List.copyOf(rates);
    shown = List.copyOf(shown);
  }

  /** The columns at all rates. */
  public List<Measure> measures() {
    List<Measure> measures = new ArrayList<>();
    rates.forEach(rate -> measures.addAll(namesAt(rate).keySet()));
    return measures;
  }

  /**
   * Warms up, and measures at each rate; nothing of an earlier measurement is waited for.
   *
   * @param update a statement that changes one row of a product, whose id is its only parameter
   * @throws IllegalStateException if the load did not keep up a rate, unless the table shows it
   */
  public Map<Measure, Double> measure(Setup setup, CapturedServers servers, String update)
      throws Exception {
    try (Deletions deletions = Deletions.of(servers)) {
      return measure(setup, new CommitLoad(servers, deletions, update), deletions);
    }
  }

  private Map<Measure, Double> measure(Setup setup, CommitLoad load, Deletions deletions)
      throws Exception {
    load.run(setup.either(WARM_UP_RATE, 100), setup.either(WARM_UP, Duration.ofSeconds(1)));
    deletions.take(LIMIT);
    Map<Measure, Double> measured = new HashMap<>();
    for (int rate : rates) {
      double kept =
          load.run(
              rate, setup.either(rate == 1 ? Duration.ofSeconds(20) : TIME, Duration.ofSeconds(1)));
      if (kept < LEAST_SHARE * rate && !shown.contains(WRITTEN)) {
        throw new IllegalStateException("only %.0f changes/s were written".formatted(kept));
      }
      measured.put(at(rate, WRITTEN), kept);
      percentiles(deletions.take(LIMIT))
          .forEach((measure, value) -> measured.put(at(rate, measure), value));
    }
    return measured;
  }

  /** One for each rate, of a comparison with these measures. */
  public List<Comparison> parts(Comparison all) {
    return rates.stream().map(rate -> all.part(title(rate), namesAt(rate))).toList();
  }

  static String title(int rate) {
    return "%,d commits/s".formatted(rate);
  }

  static Map<Measure, Double> percentiles(Histogram micros) {
    return Map.of(
        P50, micros.getValueAtPercentile(50) / 1e3,
        P99, micros.getValueAtPercentile(99) / 1e3,
        P999, micros.getValueAtPercentile(99.9) / 1e3);
  }

  private Map<Measure, Measure> namesAt(int rate) {
    Map<Measure, Measure> names = new LinkedHashMap<>();
    shown.forEach(measure -> names.put(at(rate, measure), measure));
    return names;
  }

  private static Measure at(int rate, Measure measure) {
    return new Measure(measure.name() + " at " + rate, measure.unit());
  }
}
