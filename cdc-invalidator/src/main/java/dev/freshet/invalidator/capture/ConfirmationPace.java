package dev.freshet.invalidator.capture;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * When what is applied is confirmed. That takes Redis a round trip, and processes that keep copies
 * their time; so while more has arrived, it is deleted first, and batches are confirmed together:
 * unless somebody waits for a fence, and not for long. Used by one thread.
 */
final class ConfirmationPace {

  /** As a crash repeats what was not confirmed, and the watermark tells how stale a hit may be. */
  static final Duration LONGEST = Duration.ofMillis(10);

  private final LongSupplier nanoTime;
  private long last;

  ConfirmationPace(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.last = nanoTime.getAsLong();
  }

  /**
   * @param hasMore whether there is another batch by now
   * @param hasFence whether somebody waits for what is not confirmed
   */
  boolean isDue(BooleanSupplier hasMore, boolean hasFence) {
    return hasFence || nanoTime.getAsLong() - last >= LONGEST.toNanos() || !hasMore.getAsBoolean();
  }

  /** Takes note that batches were confirmed now. */
  void confirmed() {
    last = nanoTime.getAsLong();
  }
}
