package dev.freshet.api.warming;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Lets the warmer look every second, on one thread, while the service runs. */
final class WarmingSchedule implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(WarmingSchedule.class);

  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration AGEING = Duration.ofMinutes(1);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

  private final Warmer warmer;
  private final PopularReads popular;
  private @Nullable ScheduledExecutorService thread;

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
  public synchronized void start() {
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread started = new Thread(task, "cache-warming");
              started.setDaemon(true);
              return started;
            });
    repeat(executor, this::look, INTERVAL);
    repeat(executor, popular::age, AGEING);
    thread = executor;
  }

  private static void repeat(ScheduledExecutorService executor, Runnable task, Duration interval) {
    ScheduledFuture<?> unused =
        executor.scheduleWithFixedDelay(
            task, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public synchronized void stop() {
    ScheduledExecutorService executor = thread;
    thread = null;
    if (executor == null) {
      return;
    }
    executor.shutdownNow();
    try {
      if (!executor.awaitTermination(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("Warming does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return thread != null;
  }
}
