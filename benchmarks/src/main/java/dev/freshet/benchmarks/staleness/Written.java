package dev.freshet.benchmarks.staleness;

import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The values of one product that were answered as written, each higher than the one before. */
final class Written {

  private final NavigableMap<Integer, Long> times = new ConcurrentSkipListMap<>();

  /**
   * @param nanos when the answer was there
   */
  void answered(int value, long nanos) {
    times.put(value, nanos);
  }

  /**
   * How long before a read began the next value was answered as written; 0 or less: it was not.
   *
   * @param value that the read has shown
   * @param begin of the read
   */
  long nanosStale(int value, long begin) {
    Map.Entry<Integer, Long> next = times.higherEntry(value);
    return next == null ? 0 : begin - next.getValue();
  }
}
