package dev.freshet.keys;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The Redis key of one cached value.
 *
 * @param name the key as Redis knows it, such as {@code product:42}
 */
public record CacheKey(CachedKind kind, String name) {
  private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,18}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{16}");
  private static final String LARGEST_ID = Long.toString(Long.MAX_VALUE);

  /** {@code product:<id>}. */
  public static CacheKey product(long id) {
    return of(CachedKind.PRODUCT, Long.toString(id));
  }

  /** {@code products:category:<id>}. */
  public static CacheKey category(long id) {
    return of(CachedKind.CATEGORY, Long.toString(id));
  }

  /**
   * {@code products:list:<hash>}.
   *
   * @param hash 16 lower-case hex digits
   * @throws IllegalArgumentException if it is anything else
   */
  public static CacheKey listing(String hash) {
    if (!isHash(hash)) {
      throw new IllegalArgumentException("not 16 lower-case hex digits: " + hash);
    }
    return of(CachedKind.LISTING, hash);
  }

  /**
   * The key that has exactly this name; empty for every other key, such as leases, the registry,
   * the watermark, ids that are not in canonical form, and other programs' keys.
   */
  public static Optional<CacheKey> parse(String redisKey) {
    for (CachedKind kind : CachedKind.values()) {
      if (redisKey.startsWith(kind.prefix())) {
        String rest = redisKey.substring(kind.prefix().length());
        boolean valid = kind == CachedKind.LISTING ? isHash(rest) : isId(rest);
        return valid ? Optional.of(new CacheKey(kind, redisKey)) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /**
   * The key of this key's lease. The braces are literal: Redis Cluster hashes only what is between
   * them, so both keys share a slot and one script may use both.
   */
  public String lease() {
    return "{" + name + "}:lock";
  }

  @Override
  public String toString() {
    return name;
  }

  static boolean isHash(String text) {
    return HASH.matcher(text).matches();
  }

  private static boolean isId(String text) {
    return ID.matcher(text).matches()
        && (text.length() < LARGEST_ID.length() || text.compareTo(LARGEST_ID) <= 0);
  }

  private static CacheKey of(CachedKind kind, String rest) {
    return new CacheKey(kind, kind.prefix() + rest);
  }
}
