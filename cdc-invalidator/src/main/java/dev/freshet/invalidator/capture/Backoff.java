package dev.freshet.invalidator.capture;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Pauses that double from one failure to the next, each shortened at random by up to a fifth. */
final class Backoff {

  private static final double JITTER = 0.2;

  private final Duration min;
  private final Duration max;
  private Duration next;

  Backoff(Duration min, Duration max) {
    this.min = min;
    this.max = max;
    this.next = min;
  }

  void pause() throws InterruptedException {
    Thread.sleep(next().toMillis());
  }

  void reset() {
    next = min;
  }

  Duration next() {
    Duration longest = next.compareTo(max) < 0 ? next : max;
    next = longest.multipliedBy(2);
    double share = 1 - ThreadLocalRandom.current().nextDouble(JITTER);
    return Duration.ofNanos((long) (longest.toNanos() * share));
  }
}
