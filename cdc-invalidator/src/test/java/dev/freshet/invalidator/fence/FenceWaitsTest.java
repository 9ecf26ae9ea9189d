package dev.freshet.invalidator.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.keys.FenceToken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FenceWaitsTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final Set<FenceToken> passed = ConcurrentHashMap.newKeySet();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final FenceWaits waits = new FenceWaits(this::look);

  @BeforeEach
  void start() {
    waits.start();
  }

  @AfterEach
  void stop() {
    waits.stop();
  }

  @Test
  void tellsOfEachFenceWhenItIsPassed() {
    CompletableFuture<Boolean> first = waits.await(new FenceToken("a"), LONG);
    CompletableFuture<Boolean> second = waits.await(new FenceToken("b"), LONG);

    passed.add(new FenceToken("b"));

    await().until(second::isDone);
    assertThat(second).isCompletedWithValue(true);
    assertThat(first).isNotDone();
    passed.add(new FenceToken("a"));
    await().until(first::isDone);
    assertThat(first).isCompletedWithValue(true);
  }

  @Test
  void looksOnceForWhomDoesNotWait() throws Exception {
    passed.add(new FenceToken("a"));

    assertThat(waits.await(new FenceToken("a"), Duration.ZERO).get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(waits.await(new FenceToken("b"), Duration.ZERO).get(10, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void waitsForNoMoreThanMayAtATime() throws Exception {
    List<CompletableFuture<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < FenceWaits.MOST; i++) {
      all.add(waits.await(new FenceToken("t" + i), LONG));
    }

    assertThatThrownBy(() -> waits.await(new FenceToken("a"), LONG))
        .isInstanceOf(TooManyWaitsException.class);
    passed.add(new FenceToken("t7"));
    await().until(all.get(7)::isDone);
    assertThat(waits.await(new FenceToken("t7"), LONG).get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whoHasNoMoreUseForItMakesPlace() {
    for (int i = 0; i < 3 * FenceWaits.MOST; i++) {
      assertThat(waits.await(new FenceToken("t" + i), LONG).cancel(false)).isTrue();
    }
  }

  @Test
  void goesOnAfterWhateverFails() throws Exception {
    for (Throwable fails : List.of(new IllegalStateException(), new OutOfMemoryError())) {
      failure.set(fails);
      CompletableFuture<Boolean> failed = waits.await(new FenceToken("a"), LONG);
      await().until(failed::isCompletedExceptionally);
      failure.set(null);
      assertThat(waits.await(new FenceToken("a"), Duration.ZERO).get(10, TimeUnit.SECONDS))
          .isFalse();
    }
  }

  @Test
  void leavesNobodyWaitingWhenItStops() {
    CompletableFuture<Boolean> answer = waits.await(new FenceToken("a"), LONG);

    waits.stop();

    assertThat(answer).isCompletedWithValue(false);
    assertThat(waits.isRunning()).isFalse();
  }

  private Set<FenceToken> look(Collection<FenceToken> fences) {
    Throwable fails = failure.get();
    if (fails instanceof Error error) {
      throw error;
    }
    if (fails instanceof RuntimeException exception) {
      throw exception;
    }
    Set<FenceToken> found = new HashSet<>(fences);
    found.retainAll(passed);
    return found;
  }
}
