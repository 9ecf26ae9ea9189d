package dev.freshet.cache;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.keys.CacheKey;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Loads that are joined by tokens, with a lease in a variable instead of in Redis, while rows are
 * committed and the lease is deleted: no read that begins after a commit was applied misses it, in
 * every interleaving of a few of them.
 */
class FlightsModelTest {

  private static final CacheKey KEY = CatalogKeys.product(1);
  private static final Duration LONG = Duration.ofHours(1);

  @Test
  void noReadThatJoinsALoadMissesWhatWasAppliedBefore() {
    Interleavings.assertLinearizable(ByToken.class);
  }

  @Test
  void joiningByTheKeyIsFound() {
    Interleavings.assertNotLinearizable(ByKey.class);
  }

  /** The row, the lease, and who has applied what. */
  public abstract static class Model {

    private final Flights flights = new Flights();
    private final AtomicLong row = new AtomicLong();
    private final AtomicLong applied = new AtomicLong();
    final AtomicReference<@Nullable String> lease = new AtomicReference<>();

    @Operation
    public void commitAndApply() {
      long committed = row.incrementAndGet();
      deleteLease();
      long unused = applied.accumulateAndGet(committed, Math::max);
    }

    /** Whether what was read is no older than what had been applied before. */
    @Operation
    public boolean isFresh() throws Exception {
      long before = applied.get();
      return read() >= before;
    }

    abstract void deleteLease();

    private long read() throws TimeoutException, InterruptedException {
      try (Flights.Flight own = flights.announce(KEY)) {
        String holder = lease.compareAndExchange(null, own.token());
        if (holder == null) {
          long value = row.get();
          own.land(value);
          lease.compareAndSet(own.token(), null);
          return value;
        }
        Flights.@Nullable Flight other = flights.find(holder, KEY);
        return other == null ? row.get() : (Long) Objects.requireNonNull(other.await(LONG));
      }
    }
  }

  /** As it is: applying a commit deletes the lease, and with it the token. */
  public static class ByToken extends Model {

    @Override
    void deleteLease() {
      lease.set(null);
    }
  }

  /** A load can be joined as long as it runs. */
  public static class ByKey extends Model {

    @Override
    void deleteLease() {}
  }
}
