package dev.freshet.benchmarks.report;

/**
 * What is measured of each contestant.
 *
 * @param name such as {@code p99}
 * @param unit such as {@code ms}; empty for a plain number
 */
public record Measure(String name, String unit) {

  /** The name with its unit, as the head of a column. */
  String label() {
    return unit.isEmpty() ? name : name + ", " + unit;
  }
}
