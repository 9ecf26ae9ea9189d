package dev.freshet.api.fence;

import dev.freshet.api.cache.CacheUnavailableException;
import dev.freshet.api.cache.InvalidationProgress;
import dev.freshet.keys.FenceToken;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Waits for the invalidator, on the thread of the request: it looks for the token's key after
 * growing, jittered pauses. It gives up at once where waiting is in vain, because nobody streams
 * changes or Redis cannot be asked. Thread-safe.
 */
final class InvalidatorFence implements Fence {

  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final InvalidationProgress progress;
  private final InvalidatorWatch watch;
  private final FenceMetrics metrics;
  private final Duration timeout;
  private final Ticker ticker;

  InvalidatorFence(
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
    long pause = FIRST_PAUSE_NANOS;
    try {
      while (!progress.isPassed(token)) {
        long left = deadline - ticker.nanoTime();
        if (left <= 0) {
          return WaitResult.TIMEOUT;
        }
        if (!watch.mayBeStreaming()) {
          return WaitResult.SKIPPED;
        }
        ticker.sleep(Math.min(left, jittered(pause)));
        pause = Math.min(LONGEST_PAUSE_NANOS, pause * 2);
      }
      return WaitResult.APPLIED;
    } catch (CacheUnavailableException e) {
      return WaitResult.FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return WaitResult.FAILED;
    }
  }

  private static long jittered(long pause) {
    return pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
  }
}
