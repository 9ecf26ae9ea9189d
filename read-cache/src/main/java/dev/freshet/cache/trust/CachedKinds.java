package dev.freshet.cache.trust;

import dev.freshet.keys.KeySpace;
import dev.freshet.keys.Kind;
import java.util.Set;

/**
 * The kinds of values that this application caches.
 *
 * @param keys how their keys are written
 * @param pages those whose keys are registered
 */
public record CachedKinds(KeySpace keys, Set<Kind> pages) {

  public CachedKinds {
    pages = Set.copyOf(pages);
  }
}
