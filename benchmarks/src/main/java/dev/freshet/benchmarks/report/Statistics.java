package dev.freshet.benchmarks.report;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** The middle of some samples, and how far they spread. */
public record Statistics(double median, double least, double most) {

  /**
   * @throws IllegalArgumentException if there are none
   */
  public static Statistics of(Collection<Double> samples) {
    double[] sorted = samples.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("no samples");
    }
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Statistics(median, sorted[0], Arrays.stream(sorted).max().getAsDouble());
  }

  /** The median, and the spread in brackets if there is one. */
  String text() {
    return least == most
        ? number(median)
        : number(median) + " (" + number(least) + " to " + number(most) + ")";
  }

  /** Three digits that count, or all that stand before the point. */
  static String number(double value) {
    double size = Math.abs(value);
    int decimals = size >= 100 || value == 0 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 4;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
