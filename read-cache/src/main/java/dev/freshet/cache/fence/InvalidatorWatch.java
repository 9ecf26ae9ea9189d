package dev.freshet.cache.fence;

import dev.freshet.cache.trust.AgedWatermark;
import dev.freshet.cache.trust.InvalidationProgress;
import dev.freshet.time.BackgroundThread;
import dev.freshet.time.BackgroundThread.Repeated;
import dev.freshet.time.Ticker;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows how far the invalidator has come, without a question to Redis for each write: one thread
 * reads the watermark twice a second, while the service runs. Thread-safe.
 */
public final class InvalidatorWatch {

  private static final Logger log = LoggerFactory.getLogger(InvalidatorWatch.class);

  /** The invalidator writes the watermark every second; two may be late. */
  public static final Duration SILENCE = Duration.ofSeconds(3);

  private static final Duration INTERVAL = Duration.ofMillis(500);

  /** The first ones are normal at a start, as the connection is made in the background. */
  private static final int REPORTED_FAILURE = 3;

  private final InvalidationProgress progress;
  private final Staleness staleness;
  private final Ticker ticker;
  private volatile @Nullable Sight last;
  private int failures;
  private final BackgroundThread thread = new BackgroundThread("invalidator-watch");

  /**
   * @param staleness is told what is seen
   */
  public InvalidatorWatch(InvalidationProgress progress, Staleness staleness, Ticker ticker) {
    this.progress = progress;
    this.staleness = staleness;
    this.ticker = ticker;
  }

  /**
   * The watermark with its age by now; empty if there is none, or if that is not known, as Redis
   * fails.
   */
  public Optional<AgedWatermark> watermark() {
    Sight sight = last;
    return sight == null
        ? Optional.empty()
        : sight.watermark.map(
            seen -> seen.after(Duration.ofNanos(ticker.nanoTime() - sight.nanos)));
  }

  /**
   * Whether an invalidator streams changes, so that waiting for it makes sense. True as well for
   * the moment in which that is not known yet.
   */
  boolean mayBeStreaming() {
    return last == null
        || watermark().filter(seen -> seen.age().compareTo(SILENCE) <= 0).isPresent();
  }

  /** Reads the watermark, on the thread of this watch. */
  void look() {
    // Taken before, so that the time that the answer takes counts as age.
    long nanos = ticker.nanoTime();
    last = new Sight(read(nanos), nanos);
    staleness.report();
  }

  private Optional<AgedWatermark> read(long nanos) {
    try {
      long connection = progress.losses();
      Optional<AgedWatermark> watermark = progress.watermark();
      // What was known before a look that fails grows old, and stays true.
      staleness.seen(watermark, nanos, connection);
      failures = 0;
      return watermark;
    } catch (RuntimeException e) {
      // Whatever it is, the next look must take place.
      failures++;
      if (failures == REPORTED_FAILURE) {
        log.warn("The watermark cannot be read, writes do not wait for it: {}", e.getMessage());
      }
      return Optional.empty();
    }
  }

  /** Begins to look. */
  public void start() {
    thread.start(new Repeated(this::look, Duration.ZERO, INTERVAL));
  }

  /** Ends its thread; it can be started again. */
  public void stop() {
    thread.stop();
  }

  public boolean isRunning() {
    return thread.isRunning();
  }

  /**
   * @param watermark empty: there was none, or Redis failed
   */
  private record Sight(Optional<AgedWatermark> watermark, long nanos) {}
}
