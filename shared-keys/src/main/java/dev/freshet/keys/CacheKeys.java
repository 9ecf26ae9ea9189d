package dev.freshet.keys;

/** The keys that exist once, besides those of cached values ({@link CacheKey}). */
public final class CacheKeys {
  /** Stream of {@link ListingRegistration}s: which listings may be cached. */
  public static final String LISTING_REGISTRY = "products:list:registry";

  /** How far the invalidator has come, and where it runs from. */
  public static final String WATERMARK = "products:invalidation:watermark";

  /** Lock of the one instance that warms the cache. */
  public static final String WARMING_LOCK = "products:invalidation:lock";

  private CacheKeys() {}
}
