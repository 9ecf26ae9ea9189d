package dev.freshet.invalidator.invalidation;

import dev.freshet.keys.FenceToken;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for fences to be passed. Thread-safe. */
public final class Fences {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(2);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

  private final Cache cache;

  Fences(Cache cache) {
    this.cache = cache;
  }

  /**
   * Waits until everything before the fence is applied.
   *
   * @return whether it is, after at most this time
   * @throws CacheException if Redis cannot be asked
   */
  public boolean await(FenceToken fence, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    Duration pause = FIRST_PAUSE;
    while (!cache.isPassed(fence)) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.sleep(Math.min(left, pause.toNanos()));
      Duration next = pause.multipliedBy(2);
      pause = next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
    }
    return true;
  }
}
