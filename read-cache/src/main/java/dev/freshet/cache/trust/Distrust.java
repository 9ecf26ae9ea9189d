package dev.freshet.cache.trust;

/** Why what is cached may not be returned. */
public enum Distrust {
  /** It may be staler than is allowed. */
  STALE,

  /** The invalidator does not wait for this process. */
  NO_LEASE
}
