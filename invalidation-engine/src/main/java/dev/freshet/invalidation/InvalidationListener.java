package dev.freshet.invalidation;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Kind;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/** Hears what an {@link Invalidator} has done, on its thread. */
public interface InvalidationListener {

  /** Hears nothing. */
  InvalidationListener NONE = new InvalidationListener() {};

  /**
   * Values and their leases are gone.
   *
   * @param keys deleted, whether there was anything under them or not
   * @param found of how many keys of each kind there was a value or a lease
   */
  default void deleted(Collection<CacheKey> keys, Map<Kind, Long> found) {}

  /** Every value of these kinds is gone, for these causes. */
  default void purged(Map<PurgeCause, Set<Kind>> purges) {}
}
