package dev.freshet.cache;

/**
 * How the cache took part in answering a read.
 *
 * @param header the value of the {@code Cache-Status} header (RFC 9211)
 */
public record CacheStatus(String header) {

  private static final String CACHE = "freshet";

  static final CacheStatus HIT = of("hit");

  /** The same, from this process's memory. */
  static final CacheStatus NEAR_HIT = of("hit; detail=memory");

  /** Loaded, and stored for the next reader. */
  static final CacheStatus STORED = of("fwd=uri-miss; stored");

  /** Loaded and not stored: the lease was gone, or the value cannot be represented. */
  static final CacheStatus NOT_STORED = of("fwd=uri-miss");

  /** Answered by a load that another request was making. */
  static final CacheStatus COLLAPSED = of("fwd=uri-miss; collapsed");

  /** Loaded because the holder of the lease took too long. */
  static final CacheStatus WAITED = of("fwd=uri-miss; detail=lease-wait");

  /** Loaded and not stored: the invalidator cannot take care of more pages. */
  static final CacheStatus REGISTRY_FULL = of("fwd=uri-miss; detail=registry-full");

  /** Loaded because Redis fails. */
  static final CacheStatus BYPASS = of("fwd=bypass; detail=redis-unavailable");

  /** Loaded because what is cached may be staler than is allowed. */
  static final CacheStatus STALE = of("fwd=bypass; detail=max-staleness");

  /** Loaded because the invalidator does not wait for this process. */
  static final CacheStatus NO_LEASE = of("fwd=bypass; detail=no-lease");

  /** Loaded because nobody deletes the keys of this kind when they become wrong. */
  static final CacheStatus UNMAINTAINED = of("fwd=bypass; detail=no-rules");

  /** Loaded because the client must see what may not be applied yet. */
  static final CacheStatus MIN_TOKEN = of("fwd=request; detail=min-token");

  /** Whether the value came from the cache. */
  public boolean isHit() {
    return equals(HIT) || equals(NEAR_HIT);
  }

  /** Whether it is cached now because of this read. */
  public boolean isStored() {
    return equals(STORED);
  }

  /** Whether the cache had no part in it, and will have none in the next one. */
  public boolean isBypass() {
    return equals(BYPASS) || equals(STALE) || equals(NO_LEASE) || equals(UNMAINTAINED);
  }

  private static CacheStatus of(String parameters) {
    return new CacheStatus(CACHE + "; " + parameters);
  }
}
