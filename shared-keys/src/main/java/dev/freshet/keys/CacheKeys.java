package dev.freshet.keys;

/** The keys that exist once, besides those of cached values ({@link CacheKey}). */
public final class CacheKeys {
  /**
   * Stream of {@link PageRegistration}s and {@link PageContent}s: which listings and category pages
   * may be cached, and what they show.
   */
  public static final String PAGE_REGISTRY = "products:list:registry";

  /**
   * Exists while the invalidator knows of as many pages as it can. Shares a slot of Redis Cluster
   * with the registry.
   */
  public static final String PAGE_REGISTRY_FULL = "{products:list:registry}:full";

  /** A {@link FenceToken}'s text behind this is the key that exists once the token is passed. */
  static final String FENCE_PREFIX = "products:invalidation:fence:";

  /** Hash: how far the invalidator has come, see {@link Watermark}. */
  public static final String WATERMARK = "products:invalidation:watermark";

  /** Lock of the one instance that warms the cache. */
  public static final String WARMING_LOCK = "products:invalidation:lock";

  /**
   * Which state of the cache was warmed last; deleted by no purge. Shares a slot of Redis Cluster
   * with the lock.
   */
  public static final String WARMED = "{products:invalidation:lock}:warmed";

  private CacheKeys() {}
}
