package dev.freshet.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.time.BackgroundThread.Repeated;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackgroundThreadTest {

  private static final Duration PAUSE = Duration.ofMillis(1);

  private final BackgroundThread thread = new BackgroundThread("background-thread-test");
  private final AtomicInteger times = new AtomicInteger();

  @AfterEach
  void stop() {
    thread.stop();
  }

  @Test
  void repeatsATaskThatRunsOutOfMemory() {
    thread.start(
        repeated(
            () -> {
              times.incrementAndGet();
              throw new OutOfMemoryError("for a test");
            }));

    await().until(() -> times.get() >= 3);
  }

  @Test
  void repeatsATaskBesideOneThatFails() {
    thread.start(
        repeated(
            () -> {
              throw new IllegalStateException("for a test");
            }),
        repeated(times::incrementAndGet));

    await().until(() -> times.get() >= 3);
  }

  @Test
  void endsWhenItIsStopped() {
    thread.start(repeated(times::incrementAndGet));
    await().until(() -> times.get() >= 1);

    thread.stop();

    assertThat(thread.isRunning()).isFalse();
    int last = times.get();
    await().during(Duration.ofMillis(50)).until(() -> times.get() == last);
  }

  private static Repeated repeated(Runnable task) {
    return new Repeated(task, Duration.ZERO, PAUSE);
  }
}
