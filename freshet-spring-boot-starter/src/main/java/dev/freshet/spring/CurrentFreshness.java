package dev.freshet.spring;

import dev.freshet.cache.trust.Freshness;
import java.util.function.Supplier;

/** What the reads of this thread must see: whatever is cached, unless somebody says more. */
public final class CurrentFreshness implements Supplier<Freshness> {

  private final ThreadLocal<Freshness> ofThread =
      ThreadLocal.withInitial(() -> Freshness.AS_CACHED);

  @Override
  public Freshness get() {
    return ofThread.get();
  }

  /** From now on, on this thread, reads must see this much, until the scope is closed. */
  public Scope raised(Freshness freshness) {
    Freshness before = ofThread.get();
    ofThread.set(freshness);
    return () -> {
      if (before == Freshness.AS_CACHED) {
        ofThread.remove();
      } else {
        ofThread.set(before);
      }
    };
  }

  /** The time for which it holds; closed by the thread that began it. */
  @FunctionalInterface
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }
}
