package dev.freshet.checker.history;

import java.util.stream.LongStream;

/**
 * How long after a commit a read still began that found what was there before, over all changes
 * whose commit was acknowledged.
 */
public final class ObservedStaleness {

  private final long[] sorted;

  ObservedStaleness(LongStream nanos) {
    this.sorted = nanos.sorted().toArray();
  }

  /** Of both. */
  public ObservedStaleness and(ObservedStaleness other) {
    return new ObservedStaleness(
        LongStream.concat(LongStream.of(sorted), LongStream.of(other.sorted)));
  }

  public int changes() {
    return sorted.length;
  }

  /** How many changes were missed by a read that began after their commit. */
  public long missed() {
    return LongStream.of(sorted).filter(nanos -> nanos > 0).count();
  }

  /** In milliseconds, over all changes; 0 if there are none. */
  public double percentile(double percent) {
    if (sorted.length == 0) {
      return 0;
    }
    int rank = (int) Math.ceil(percent / 100 * sorted.length);
    return sorted[Math.max(0, rank - 1)] / 1e6;
  }
}
