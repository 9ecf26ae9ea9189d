package dev.freshet.cache.trust;

import dev.freshet.keys.Kind;

/** Whether what is cached may be returned. Thread-safe. */
@FunctionalInterface
public interface CacheTrust {

  /**
   * Whether it may, for a value that the caller has got from Redis before this call, or for the
   * load under a lease that it has seen there.
   */
  boolean holds();

  /** Why it may not, where {@link #holds} has said so. */
  default Distrust reason() {
    return Distrust.STALE;
  }

  /** Whether somebody deletes the keys of this kind when they become wrong, as far as is known. */
  default boolean covers(Kind kind) {
    return true;
  }
}
