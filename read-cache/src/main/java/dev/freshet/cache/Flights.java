package dev.freshet.cache;

import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The loads that this process makes, by the token of the lease that each runs under.
 *
 * <p>A request may join a load only by a token that it has just seen in Redis. An invalidation
 * deletes the lease, and no token is used twice; so a token seen there after an invalidation
 * belongs to a lease taken after it, and to a load that began after it.
 */
final class Flights {

  private final String instance =
      HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  private final AtomicLong count = new AtomicLong();
  private final Map<String, Flight> underWay = new ConcurrentHashMap<>();

  /**
   * Makes a token and announces it, before it is shown to Redis.
   *
   * @param question what is asked for: two of them may be made to have one key
   */
  Flight announce(Object question) {
    Flight flight = new Flight(question, token());
    underWay.put(flight.token, flight);
    return flight;
  }

  /** A token that nobody else has, and nobody has had. */
  String token() {
    return instance + "-" + count.incrementAndGet();
  }

  /**
   * This process's load under the lease with the token; null if another process makes it, or if it
   * answers another question.
   */
  @Nullable Flight find(String token, Object question) {
    Flight flight = underWay.get(token);
    return flight == null || !flight.question.equals(question) ? null : flight;
  }

  /** A load that may come to pass, if the lease is obtained. */
  final class Flight implements AutoCloseable {

    private final Object question;
    private final String token;
    private final CompletableFuture<@Nullable Object> loaded = new CompletableFuture<>();

    private Flight(Object question, String token) {
      this.question = question;
      this.token = token;
    }

    String token() {
      return token;
    }

    void land(@Nullable Object value) {
      loaded.complete(value);
    }

    void crash(RuntimeException failure) {
      loaded.completeExceptionally(failure);
    }

    /**
     * Waits for the loaded value.
     *
     * @throws TimeoutException if it takes longer
     * @throws RuntimeException the one that the load ended with
     */
    @Nullable Object await(Duration limit) throws TimeoutException, InterruptedException {
      try {
        return loaded.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException failure
            ? failure
            : new IllegalStateException(e.getCause());
      }
    }

    /** Nobody can join any longer. */
    @Override
    public void close() {
      underWay.remove(token);
    }
  }
}
