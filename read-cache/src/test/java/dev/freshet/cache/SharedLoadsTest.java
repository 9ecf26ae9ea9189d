package dev.freshet.cache;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.keys.CacheKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedLoadsTest {

  private static final CacheKey KEY = CatalogKeys.product(1);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final SharedLoads loads = new SharedLoads();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void thoseWhoComeDuringALoadShareTheNextAndNotThatOne() throws Exception {
    Blocked first = new Blocked();
    Future<Object> before = load(LONG, first);
    first.awaitBegun();
    Blocked second = new Blocked();
    List<Future<Object>> after = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      after.add(load(LONG, second));
    }
    awaitWaiting(20);
    assertThat(second.begun).as("one load at a time").hasValue(0);

    first.end.complete("old");
    assertThat(before.get(5, SECONDS)).isEqualTo("old");
    second.awaitBegun();
    second.end.complete("new");

    for (Future<Object> answer : after) {
      assertThat(answer.get(5, SECONDS)).isEqualTo("new");
    }
    assertThat(second.begun).hasValue(1);
  }

  @Test
  void aLoneRequestLoadsAtOnceEachTime() {
    assertThat(loads.load(KEY, LONG, () -> "1")).isEqualTo("1");
    assertThat(loads.load(KEY, LONG, () -> "2")).isEqualTo("2");
  }

  @Test
  void otherKeysAreLoadedMeanwhile() throws Exception {
    Blocked first = new Blocked();
    Future<Object> before = load(LONG, first);
    first.awaitBegun();
    assertThat(loads.load(CatalogKeys.product(2), LONG, () -> "other")).isEqualTo("other");
    first.end.complete("one");
    assertThat(before.get(5, SECONDS)).isEqualTo("one");
  }

  @Test
  void aLoadThatHangsHoldsTheNextUpNoLongerThanTheLimit() throws Exception {
    Blocked hung = new Blocked();
    Future<Object> before = load(LONG, hung);
    hung.awaitBegun();

    assertThat(loads.load(KEY, Duration.ofMillis(20), () -> "second")).isEqualTo("second");
    hung.end.complete("late");
    assertThat(before.get(5, SECONDS)).isEqualTo("late");
    assertThat(loads.load(KEY, LONG, () -> "third")).isEqualTo("third");
  }

  @Test
  void whoeverJoinsLoadsAloneWhenItTakesTooLong() throws Exception {
    Blocked first = new Blocked();
    Future<Object> before = load(LONG, first);
    first.awaitBegun();
    Blocked next = new Blocked();
    Future<Object> leader = load(LONG, next);
    awaitWaiting(1);

    assertThat(loads.load(KEY, Duration.ofMillis(20), () -> "alone")).isEqualTo("alone");
    first.end.complete("old");
    next.end.complete("new");
    assertThat(before.get(5, SECONDS)).isEqualTo("old");
    assertThat(leader.get(5, SECONDS)).isEqualTo("new");
  }

  @Test
  void aLoadThatFailsFailsThoseWhoShareItAndNobodyElse() throws Exception {
    Blocked first = new Blocked();
    Future<Object> before = load(LONG, first);
    first.awaitBegun();
    Supplier<Object> failing =
        () -> {
          throw new IllegalStateException("database down");
        };
    Future<Object> leader = load(LONG, failing);
    Future<Object> follower = load(LONG, failing);
    awaitWaiting(2);

    first.end.completeExceptionally(new IllegalStateException("on purpose"));
    assertThatThrownBy(() -> before.get(5, SECONDS)).hasStackTraceContaining("on purpose");
    for (Future<Object> failed : List.of(leader, follower)) {
      assertThatThrownBy(() -> failed.get(5, SECONDS))
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .hasStackTraceContaining("database down");
    }
    assertThat(loads.load(KEY, LONG, () -> "again")).isEqualTo("again");
  }

  private Future<Object> load(Duration limit, Supplier<Object> load) {
    return threads.submit(() -> loads.load(KEY, limit, load));
  }

  /** Until so many threads wait for a load of others. */
  private void awaitWaiting(int count) {
    await()
        .until(
            () ->
                Thread.getAllStackTraces().values().stream()
                        .filter(
                            stack ->
                                List.of(stack).stream()
                                    .anyMatch(
                                        frame -> frame.getClassName().endsWith("SharedLoads$Turn")))
                        .count()
                    >= count);
  }

  /** A load that ends when the test says so. */
  private static final class Blocked implements Supplier<Object> {

    private final AtomicInteger begun = new AtomicInteger();
    private final CompletableFuture<Object> end = new CompletableFuture<>();

    @Override
    public Object get() {
      begun.incrementAndGet();
      return end.join();
    }

    void awaitBegun() {
      await().until(() -> begun.get() > 0);
    }
  }
}
