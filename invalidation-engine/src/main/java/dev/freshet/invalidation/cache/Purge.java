package dev.freshet.invalidation.cache;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.KeySpace;
import dev.freshet.keys.Kind;
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

  private final Cache cache;
  private final KeySpace keys;

  /**
   * @param keys how the values' keys are written
   */
  public Purge(Cache cache, KeySpace keys) {
    this.cache = cache;
    this.keys = keys;
  }

  /**
   * Purges the cache; if it fails it is to be done again.
   *
   * @throws CacheException if Redis does not do it
   */
  public void of(Set<Kind> kinds) throws InterruptedException {
    if (kinds.isEmpty()) {
      return;
    }
    String pattern = literally(keys.commonPrefix(kinds)) + "*";
    pass(kinds, CacheKey.leaseOf(pattern), CacheKey::leased);
    pass(kinds, pattern, name -> name);
  }

  private void pass(Set<Kind> kinds, String pattern, UnaryOperator<String> value)
      throws InterruptedException {
    cache.scan(
        pattern,
        names ->
            cache.unlink(
                names.stream()
                    .filter(name -> keys.parse(value.apply(name), kinds).isPresent())
                    .toList()));
  }

  /** A pattern that only this text matches. */
  private static String literally(String text) {
    return text.replaceAll("[*?\\[\\]\\\\^-]", "\\\\$0");
  }
}
