package dev.freshet.time;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that repeats tasks between its start and its stop. Thread-safe. */
public final class BackgroundThread {

  private static final Logger log = LoggerFactory.getLogger(BackgroundThread.class);

  private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

  private final String name;
  private @Nullable ScheduledExecutorService executor;

  public BackgroundThread(String name) {
    this.name = name;
  }

  /** Starts the thread. A task that fails, with whatever, is repeated all the same. */
  public synchronized void start(Repeated... tasks) {
    ScheduledExecutorService started =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    for (Repeated repeated : tasks) {
      ScheduledFuture<?> unused =
          started.scheduleWithFixedDelay(
              () -> attempt(repeated.task()),
              repeated.first().toMillis(),
              repeated.pause().toMillis(),
              TimeUnit.MILLISECONDS);
    }
    executor = started;
  }

  private void attempt(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      report(e);
    }
  }

  /** Without memory, even this can fail; the next time must come. */
  private void report(Throwable failure) {
    try {
      log.error("The thread {} has failed, and goes on", name, failure);
    } catch (Throwable ignored) {
      // There is nothing left to tell it by.
    }
  }

  /** Interrupts what the thread does, and waits a little for its end. */
  public synchronized void stop() {
    ScheduledExecutorService stopping = executor;
    executor = null;
    if (stopping == null) {
      return;
    }
    stopping.shutdownNow();
    try {
      if (!stopping.awaitTermination(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("The thread {} does not end", name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public synchronized boolean isRunning() {
    return executor != null;
  }

  /**
   * A task.
   *
   * @param first from the start to its first time
   * @param pause from each time's end to the next
   */
  public record Repeated(Runnable task, Duration first, Duration pause) {}
}
