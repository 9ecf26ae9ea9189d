package dev.freshet.invalidator.fence;

import dev.freshet.keys.FenceToken;
import dev.freshet.time.Pauses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Waits for fences to be passed, for all who ask at once, on one thread. It looks for each after
 * growing pauses, and for all that are due in one go. Thread-safe.
 */
final class FenceWaits implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(FenceWaits.class);

  /** How many may wait at a time. */
  static final int MOST = 1_000;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(2);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

  private final Look look;
  private final Semaphore places = new Semaphore(MOST);
  private final DelayQueue<Wait> waits = new DelayQueue<>();
  private @Nullable Thread thread;

  FenceWaits(Look look) {
    this.look = look;
  }

  /**
   * Completes with whether everything before the fence is applied, after at most this time; or with
   * what {@link Look} throws. Who has no more use for it cancels it.
   *
   * @throws TooManyWaitsException if {@link #MOST} wait already
   */
  CompletableFuture<Boolean> await(FenceToken fence, Duration limit) {
    if (!places.tryAcquire()) {
      throw new TooManyWaitsException();
    }
    Wait wait = new Wait(fence, System.nanoTime() + limit.toNanos());
    CompletableFuture<Boolean> unused =
        wait.answer.whenComplete((passed, failure) -> places.release());
    waits.add(wait);
    return wait.answer;
  }

  private void run() {
    while (!Thread.currentThread().isInterrupted()) {
      List<Wait> due = new ArrayList<>();
      try {
        due.add(waits.take());
        waits.drainTo(due);
        due.removeIf(wait -> wait.answer.isDone());
        if (!due.isEmpty()) {
          look(due);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        due.forEach(wait -> wait.answer.complete(false));
      } catch (Throwable e) {
        // Whatever it is, those who ask next must be answered.
        fail(due, e);
      }
    }
  }

  private void look(List<Wait> due) throws InterruptedException {
    Set<FenceToken> passed = look.passed(due.stream().map(wait -> wait.fence).toList());
    long now = System.nanoTime();
    for (Wait wait : due) {
      if (passed.contains(wait.fence)) {
        wait.answer.complete(true);
      } else if (wait.deadline <= now) {
        wait.answer.complete(false);
      } else {
        wait.pause(now);
        waits.add(wait);
      }
    }
  }

  private static void fail(List<Wait> due, Throwable failure) {
    try {
      log.debug("Cannot tell which fences are passed", failure);
    } finally {
      due.forEach(wait -> wait.answer.completeExceptionally(failure));
    }
  }

  @Override
  public synchronized void start() {
    Thread started = new Thread(this::run, "fence-waits");
    started.setDaemon(true);
    started.start();
    thread = started;
  }

  /** Those who wait are told that their fence is not passed, or not known to be. */
  @Override
  public synchronized void stop() {
    Thread stopping = thread;
    thread = null;
    if (stopping == null) {
      return;
    }
    stopping.interrupt();
    try {
      stopping.join(STOP_LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    waits.forEach(wait -> wait.answer.complete(false));
  }

  @Override
  public synchronized boolean isRunning() {
    return thread != null;
  }

  /** Started before the web server, and stopped after it. */
  @Override
  public int getPhase() {
    return 0;
  }

  /** As {@code Fences.passed}. */
  @FunctionalInterface
  interface Look {

    Set<FenceToken> passed(Collection<FenceToken> fences) throws InterruptedException;
  }

  /** Due at its next look. */
  private static final class Wait implements Delayed {

    private final FenceToken fence;
    private final long deadline;
    private final CompletableFuture<Boolean> answer = new CompletableFuture<>();
    private long due = System.nanoTime();
    private final Pauses pauses = new Pauses(FIRST_PAUSE, LONGEST_PAUSE);

    Wait(FenceToken fence, long deadline) {
      this.fence = fence;
      this.deadline = deadline;
    }

    /** Not while it is in the queue. */
    void pause(long now) {
      due = now + Math.min(pauses.next().toNanos(), deadline - now);
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.signum(due - ((Wait) other).due);
    }
  }
}
