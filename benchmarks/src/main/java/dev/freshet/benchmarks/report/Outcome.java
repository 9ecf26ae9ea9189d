package dev.freshet.benchmarks.report;

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
}
