package dev.freshet.cache.fence;

import dev.freshet.cache.CacheUnavailableException;
import dev.freshet.cache.trust.InvalidationProgress;
import dev.freshet.keys.FenceToken;
import dev.freshet.time.Pauses;
import dev.freshet.time.Ticker;
import java.time.Duration;

/**
 * Waits for the invalidator, on the thread of the request: it looks for the token's key after
 * growing, jittered pauses. It gives up at once where waiting is in vain, because nobody streams
 * changes or Redis cannot be asked. Thread-safe.
 */
public final class InvalidatorFence implements Fence {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(20);

  private final InvalidationProgress progress;
  private final InvalidatorWatch watch;
  private final FenceMetrics metrics;
  private final Duration timeout;
  private final Ticker ticker;

  /**
   * @param timeout of a wait; 0: none waits
   */
  public InvalidatorFence(
      InvalidationProgress progress,
      InvalidatorWatch watch,
      FenceMetrics metrics,
      Duration timeout,
      Ticker ticker) {
    this.progress = progress;
    this.watch = watch;
    this.metrics = metrics;
    this.timeout = timeout;
    this.ticker = ticker;
  }

  @Override
  public boolean await(FenceToken token) {
    if (timeout.isZero() || !watch.mayBeStreaming()) {
      metrics.skipped();
      return false;
    }
    long start = ticker.nanoTime();
    WaitResult result = await(token, start + timeout.toNanos());
    metrics.waited(result, Duration.ofNanos(ticker.nanoTime() - start));
    return result == WaitResult.APPLIED;
  }

  private WaitResult await(FenceToken token, long deadline) {
    Pauses pauses = new Pauses(FIRST_PAUSE, LONGEST_PAUSE, 0.5);
    try {
      while (!progress.isPassed(token)) {
        long left = deadline - ticker.nanoTime();
        if (left <= 0) {
          return WaitResult.TIMEOUT;
        }
        if (!watch.mayBeStreaming()) {
          return WaitResult.SKIPPED;
        }
        ticker.sleep(Math.min(left, pauses.next().toNanos()));
      }
      return WaitResult.APPLIED;
    } catch (CacheUnavailableException e) {
      return WaitResult.FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return WaitResult.FAILED;
    }
  }
}
