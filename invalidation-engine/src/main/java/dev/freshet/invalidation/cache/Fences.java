package dev.freshet.invalidation.cache;

import dev.freshet.keys.FenceToken;
import java.util.Collection;
import java.util.Set;

/** Tells which fences are passed. Thread-safe. */
public final class Fences {

  private final Cache cache;

  public Fences(Cache cache) {
    this.cache = cache;
  }

  /**
   * Those of the fences before which everything is applied.
   *
   * @throws CacheException if Redis cannot be asked
   */
  public Set<FenceToken> passed(Collection<FenceToken> fences) throws InterruptedException {
    return cache.passed(fences);
  }
}
