package dev.freshet.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.Map;

/** What came of one contestant in one round. */
public sealed interface Outcome {

  /** It did its work. */
  record Measured(Map<Measure, Double> values) implements Outcome {
    public Measured {
      values = Map.copyOf(values);
    }
  }

  /** It did not, so however fast it was does not count. */
  record Failed(String reason) implements Outcome {}

  static Outcome of(Measure measure, double value) {
    return new Measured(Map.of(measure, value));
  }

  static Outcome of(Measure first, double one, Measure second, double two) {
    Map<Measure, Double> values = new LinkedHashMap<>();
    values.put(first, one);
    values.put(second, two);
    return new Measured(values);
  }
}
