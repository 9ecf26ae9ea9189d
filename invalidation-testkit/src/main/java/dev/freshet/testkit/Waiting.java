package dev.freshet.testkit;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for conditions. */
final class Waiting {

  private static final Duration PAUSE = Duration.ofMillis(5);

  private Waiting() {}

  /** Looks again and again; returns whether the condition was met in time. */
  static boolean until(Duration limit, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      try {
        Thread.sleep(PAUSE.toMillis());
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
    return true;
  }

  /** To be thrown when a test is interrupted, such as by its timeout. */
  static IllegalStateException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted", cause);
  }
}
