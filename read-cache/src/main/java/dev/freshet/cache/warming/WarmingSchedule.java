package dev.freshet.cache.warming;

import dev.freshet.cache.WarmingState;
import dev.freshet.cache.trust.CacheTrust;
import dev.freshet.cache.trust.InvalidationProgress;
import dev.freshet.keys.Kind;
import dev.freshet.time.BackgroundThread;
import dev.freshet.time.BackgroundThread.Repeated;
import dev.freshet.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the warmer look every second, on one thread, while the service runs. */
public final class WarmingSchedule {

  private static final Logger log = LoggerFactory.getLogger(WarmingSchedule.class);

  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration AGEING = Duration.ofMinutes(1);

  private final Warmer warmer;
  private final PopularReads popular;
  private final BackgroundThread thread = new BackgroundThread("cache-warming");

  /**
   * @param popular what to load, which is counted elsewhere
   * @param rate how many loads in a second, at most
   */
  public WarmingSchedule(
      CacheTrust trust,
      InvalidationProgress progress,
      WarmingState state,
      PopularReads popular,
      int rate,
      Set<Kind> kinds,
      MeterRegistry registry) {
    this.warmer =
        new Warmer(
            trust,
            progress,
            state,
            popular,
            new WarmingMetrics(registry, kinds),
            rate,
            Ticker.SYSTEM);
    this.popular = popular;
  }

  private void look() {
    try {
      warmer.look();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // Whatever it is, the next look must take place.
      log.debug("Cannot tell whether the cache is warm", e);
    }
  }

  /** Begins to look. */
  public void start() {
    thread.start(
        new Repeated(this::look, INTERVAL, INTERVAL), new Repeated(popular::age, AGEING, AGEING));
  }

  /** Ends its thread; it can be started again. */
  public void stop() {
    thread.stop();
  }

  public boolean isRunning() {
    return thread.isRunning();
  }
}
