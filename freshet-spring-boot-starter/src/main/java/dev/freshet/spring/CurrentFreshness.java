package dev.freshet.spring;

import dev.freshet.cache.trust.Freshness;
import java.util.function.Supplier;

/** What the reads of this thread must see. */
public final class CurrentFreshness implements Supplier<Freshness> {

  private final ThreadLocal<Freshness> ofThread =
      ThreadLocal.withInitial(() -> Freshness.AS_CACHED);

  @Override
  public Freshness get() {
    return ofThread.get();
  }

  /** Runs something that must see this much; what is asked for inside it holds inside it. */
  public <E extends Exception> void with(Freshness freshness, Task<E> task) throws E {
    Freshness before = ofThread.get();
    ofThread.set(freshness);
    try {
      task.run();
    } finally {
      if (before == Freshness.AS_CACHED) {
        ofThread.remove();
      } else {
        ofThread.set(before);
      }
    }
  }

  /** Something to run. */
  @FunctionalInterface
  public interface Task<E extends Exception> {
    void run() throws E;
  }
}
