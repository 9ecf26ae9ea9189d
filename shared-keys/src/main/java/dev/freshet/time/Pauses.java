package dev.freshet.time;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Pauses between tries, each twice as long as the one before. Not thread-safe. */
public final class Pauses {

  private final Duration first;
  private final Duration longest;
  private final double jitter;
  private Duration next;

  /** All exactly so long. */
  public Pauses(Duration first, Duration longest) {
    this(first, longest, 0);
  }

  /**
   * @param jitter the largest fraction by which each is shortened at random, so that many who wait
   *     do not try at once; from 0 to 1
   */
  public Pauses(Duration first, Duration longest, double jitter) {
    this.first = first;
    this.longest = longest;
    this.jitter = jitter;
    this.next = first;
  }

  /** How long to pause now. */
  public Duration next() {
    Duration now = next;
    Duration doubled = now.multipliedBy(2);
    next = doubled.compareTo(longest) < 0 ? doubled : longest;
    double share = 1 - ThreadLocalRandom.current().nextDouble() * jitter;
    return Duration.ofNanos((long) (now.toNanos() * share));
  }

  /** Pauses. */
  public void pause() throws InterruptedException {
    Thread.sleep(next().toMillis());
  }

  /** Begins anew. */
  public void reset() {
    next = first;
  }
}
