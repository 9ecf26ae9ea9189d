package dev.freshet.benchmarks.capture;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for something that nothing tells of. */
final class Condition {

  private static final long PAUSE_MILLIS = 5;

  private Condition() {}

  /**
   * @param otherwise what to say if it does not come true in time
   * @throws IllegalStateException if it does not
   */
  static void await(Duration limit, String otherwise, BooleanSupplier condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(otherwise + " after " + limit.toSeconds() + " s");
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }
}
