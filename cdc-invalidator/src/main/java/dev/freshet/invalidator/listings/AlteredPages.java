package dev.freshet.invalidator.listings;

import dev.freshet.keys.CacheKey;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Set;

/** The pages that changes may have altered. */
public final class AlteredPages {

  private final Set<RegisteredPage> pages = Collections.newSetFromMap(new IdentityHashMap<>());
  private long candidates;

  AlteredPages() {}

  void add(RegisteredPage page) {
    pages.add(page);
  }

  void countCandidate() {
    candidates++;
  }

  Set<RegisteredPage> pages() {
    return pages;
  }

  /** How many filters were compared with the changes. */
  public long candidates() {
    return candidates;
  }

  /** How many there are. */
  public int size() {
    return pages.size();
  }

  /** Their keys, each once. */
  public Set<CacheKey> keys() {
    Set<CacheKey> keys = new LinkedHashSet<>();
    pages.forEach(page -> keys.add(page.key()));
    return keys;
  }
}
