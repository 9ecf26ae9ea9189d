package dev.freshet.cache;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.keys.CacheKey;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * Whoever loads sees what was committed before, in every interleaving of a few commits and loads:
 * shared or not, they look as if they had happened one after the other.
 */
class SharedLoadsModelTest {

  private static final CacheKey KEY = CatalogKeys.product(1);
  private static final Duration LONG = Duration.ofHours(1);

  @Test
  void loadsAndCommitsAreLinearizable() {
    Interleavings.assertLinearizable(Shared.class);
  }

  @Test
  void aLoadThatIsJoinedWhileItRunsIsFound() {
    Interleavings.assertNotLinearizable(JoinsWhatRuns.class);
  }

  /** The loads as they are. Public for Lincheck, as the other. */
  public static class Shared {

    private final SharedLoads loads = new SharedLoads();
    private final AtomicLong row = new AtomicLong();

    @Operation
    public void commit() {
      long unused = row.incrementAndGet();
    }

    @Operation
    public long load() {
      return (Long) Objects.requireNonNull(loads.load(KEY, LONG, row::get));
    }
  }

  /** What a cache that knows nothing of commits does. */
  public static class JoinsWhatRuns {

    private final Map<CacheKey, CompletableFuture<Long>> running = new ConcurrentHashMap<>();
    private final AtomicLong row = new AtomicLong();

    @Operation
    public void commit() {
      long unused = row.incrementAndGet();
    }

    @Operation
    public long load() {
      CompletableFuture<Long> own = new CompletableFuture<>();
      CompletableFuture<Long> other = running.putIfAbsent(KEY, own);
      if (other != null) {
        return other.join();
      }
      long value = row.get();
      own.complete(value);
      running.remove(KEY);
      return value;
    }
  }
}
