package dev.freshet.cache;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Loads that are made past the cache. However many requests ask the same, this process keeps the
 * database busy with one load of it at a time.
 *
 * <p>Nothing but time tells here whether a load is recent enough for a request: no lease does. So a
 * request joins only a load that begins after it came, and sees all that was committed before it
 * came. While one load runs, those who come wait for the next, which the first of them makes when
 * the running one has ended, or has taken too long. Thread-safe.
 */
final class SharedLoads {

  private final Map<Object, Line> lines = new ConcurrentHashMap<>();

  /**
   * What a load finds that begins after this call.
   *
   * @param question what is asked for: two of them may be made to have one key
   * @param limit how long to wait for loads of others
   * @throws RuntimeException the one that the load ended with
   */
  @Nullable Object load(Object question, Duration limit, Supplier<?> load) {
    Turn own = new Turn();
    Line line =
        lines.compute(
            question, (same, now) -> now == null ? new Line(own, null) : now.joinedBy(own));
    if (line.running == own) {
      return lead(question, own, load);
    }
    if (line.next == own) {
      line.running.awaitEnd(limit);
      lines.put(question, new Line(own, null));
      return lead(question, own, load);
    }
    return line.next == null ? load.get() : line.next.join(limit, load);
  }

  private @Nullable Object lead(Object question, Turn own, Supplier<?> load) {
    try {
      Object value = load.get();
      own.loaded.complete(value);
      return value;
    } catch (RuntimeException | Error e) {
      own.loaded.completeExceptionally(e);
      throw e;
    } finally {
      lines.computeIfPresent(
          question, (same, now) -> now.running == own && now.next == null ? null : now);
    }
  }

  /**
   * @param running the load that was begun last
   * @param next the one that will be begun after it, if anybody waits for it
   */
  private record Line(Turn running, @Nullable Turn next) {

    Line joinedBy(Turn turn) {
      return next == null ? new Line(running, turn) : this;
    }
  }

  /** One load. Equal to itself only. */
  private static final class Turn {

    private final CompletableFuture<@Nullable Object> loaded = new CompletableFuture<>();

    void awaitEnd(Duration limit) {
      try {
        Object unused = loaded.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      } catch (ExecutionException | TimeoutException e) {
        // The caller's load does not depend on it.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Nullable Object join(Duration limit, Supplier<?> alone) {
      try {
        return loaded.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException failure
            ? failure
            : new IllegalStateException(e.getCause());
      } catch (TimeoutException e) {
        return alone.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return alone.get();
      }
    }
  }
}
