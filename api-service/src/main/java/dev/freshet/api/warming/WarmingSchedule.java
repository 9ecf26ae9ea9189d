package dev.freshet.api.warming;

import dev.freshet.time.BackgroundThread;
import dev.freshet.time.BackgroundThread.Repeated;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Lets the warmer look every second, on one thread, while the service runs. */
final class WarmingSchedule implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(WarmingSchedule.class);

  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration AGEING = Duration.ofMinutes(1);

  private final Warmer warmer;
  private final PopularReads popular;
  private final BackgroundThread thread = new BackgroundThread("cache-warming");

  WarmingSchedule(Warmer warmer, PopularReads popular) {
    this.warmer = warmer;
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

  @Override
  public void start() {
    thread.start(
        new Repeated(this::look, INTERVAL, INTERVAL), new Repeated(popular::age, AGEING, AGEING));
  }

  @Override
  public void stop() {
    thread.stop();
  }

  @Override
  public boolean isRunning() {
    return thread.isRunning();
  }
}
