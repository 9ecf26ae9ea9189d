package dev.freshet.cache;

import org.jspecify.annotations.Nullable;

/**
 * Whether the invalidator will know of a key.
 *
 * @param mayFill whether it will, if it needs to
 * @param id of the registration; null if there is none
 * @param unstored what a read says whose value is not stored
 */
record Registered(boolean mayFill, @Nullable String id, CacheStatus unstored) {

  static final Registered NOT_NEEDED = new Registered(true, null, CacheStatus.NOT_STORED);
  static final Registered FAILED = new Registered(false, null, CacheStatus.NOT_STORED);
  static final Registered REFUSED = new Registered(false, null, CacheStatus.REGISTRY_FULL);

  static Registered as(String id) {
    return new Registered(true, id, CacheStatus.NOT_STORED);
  }
}
