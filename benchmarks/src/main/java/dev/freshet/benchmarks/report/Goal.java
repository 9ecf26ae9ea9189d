package dev.freshet.benchmarks.report;

import java.util.Optional;
import java.util.function.DoublePredicate;

/**
 * What is to be reached, and what was.
 *
 * @param reached empty if it could not be measured
 */
public record Goal(String text, Optional<Double> reached, boolean met) {

  /** A goal for a median; not met if there is none. */
  public static Goal of(String text, Optional<Statistics> measured, DoublePredicate isEnough) {
    Optional<Double> median = measured.map(Statistics::median);
    return new Goal(text, median, median.filter(isEnough::test).isPresent());
  }

  String line() {
    return "- %s: %s, **%s**"
        .formatted(
            text, reached.map(Statistics::number).orElse("not measured"), met ? "met" : "not met");
  }
}
