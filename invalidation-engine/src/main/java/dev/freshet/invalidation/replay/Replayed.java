package dev.freshet.invalidation.replay;

import dev.freshet.invalidation.PurgeCause;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Kind;
import java.util.Map;
import java.util.Set;

/**
 * What applying changes has deleted.
 *
 * @param deleted keys, whether there was anything under them or not; those that a purge has deleted
 *     are not among them
 * @param found under how many of these keys there was a value or a lease
 * @param purged the kinds of which every value was deleted, by cause
 */
public record Replayed(Set<CacheKey> deleted, long found, Map<PurgeCause, Set<Kind>> purged) {

  public Replayed {
    deleted = Set.copyOf(deleted);
    purged = Map.copyOf(purged);
  }
}
