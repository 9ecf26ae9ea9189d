package dev.freshet.invalidation;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.CachedKind;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Deletes every value of some kinds and every lease on one, and no other program's keys.
 *
 * <p>Leases first, then values: a fill under a lease that was there before the first pass comes
 * either before its lease was deleted, so that the second pass is sure to find the value, or after
 * it, and is refused. One pass over both could pass by the value's place before the fill.
 */
public final class Purge {

  private static final String LEASE_START = "{";
  private static final String LEASE_END = "}:lock";

  private final Cache cache;

  public Purge(Cache cache) {
    this.cache = cache;
  }

  /**
   * Purges the cache; if it fails it is to be done again.
   *
   * @throws CacheException if Redis does not do it
   */
  public void of(Set<CachedKind> kinds) throws InterruptedException {
    pass(kinds, "{product*" + LEASE_END, Purge::leased);
    pass(kinds, "product*", name -> name);
  }

  private void pass(Set<CachedKind> kinds, String pattern, UnaryOperator<String> value)
      throws InterruptedException {
    cache.scan(
        pattern,
        names ->
            cache.unlink(names.stream().filter(name -> isOf(kinds, value.apply(name))).toList()));
  }

  private static boolean isOf(Set<CachedKind> kinds, String name) {
    Optional<CacheKey> key = CacheKey.parse(name);
    return key.isPresent() && kinds.contains(key.get().kind());
  }

  /** The name of the value that a lease is for. */
  private static String leased(String lease) {
    return lease.substring(LEASE_START.length(), lease.length() - LEASE_END.length());
  }
}
