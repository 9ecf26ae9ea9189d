package dev.freshet.benchmarks.harness;

import dev.freshet.benchmarks.report.Measure;
import java.util.Map;

/** One of those that are measured side by side. */
public interface Contestant {

  String name();

  /**
   * Does the work once more, and says how it went.
   *
   * @throws Exception if the work was not done, or not right
   */
  Map<Measure, Double> measure() throws Exception;
}
