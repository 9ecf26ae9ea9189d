package dev.freshet.rules.listings;

import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.RowId;
import dev.freshet.rules.listings.WorkloadModel.Page;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A cache of listings, and how it decides what a change deletes. */
abstract class WorkloadPolicy {

  private final long timeToLive;
  private final Map<CacheKey, Copy> copies = new HashMap<>();
  private long hits;
  private long misses;
  private long deleted;
  private long rightlyDeleted;

  /**
   * An empty cache.
   *
   * @param timeToLive in requests
   */
  WorkloadPolicy(long timeToLive) {
    this.timeToLive = timeToLive;
  }

  /** The keys of the pages that the change may have altered; of others, too. */
  abstract Collection<CacheKey> affectedBy(ProductChange change) throws InterruptedException;

  /** The page is being loaded. */
  void onLoad(Page page, long now) {}

  /** Requests a page, and caches it. */
  final void request(Page page, long now) {
    Copy copy = copies.get(page.key);
    if (copy != null && isAlive(copy, now)) {
      hits++;
    } else {
      misses++;
      onLoad(page, now);
      copies.put(page.key, new Copy(page, page.version(), now));
    }
  }

  /**
   * Deletes what the change affects.
   *
   * @throws IllegalStateException if one of the altered pages stays
   */
  final void change(ProductChange change, Set<Page> altered, long now) throws InterruptedException {
    for (CacheKey key : Set.copyOf(affectedBy(change))) {
      Copy copy = copies.remove(key);
      if (copy != null && isAlive(copy, now)) {
        deleted++;
        rightlyDeleted += copy.version == copy.page.version() ? 0 : 1;
      }
    }
    for (Page page : altered) {
      Copy copy = copies.get(page.key);
      if (copy != null && isAlive(copy, now)) {
        throw new IllegalStateException(change + " altered " + page.params);
      }
    }
  }

  /** Forgets pages that have expired. */
  void expire(long now) throws InterruptedException {
    copies.values().removeIf(copy -> !isAlive(copy, now));
  }

  final Set<CacheKey> cached() {
    return copies.keySet();
  }

  private boolean isAlive(Copy copy, long now) {
    return copy.loadedAt > now - timeToLive;
  }

  /** Forgets what was counted, not what is cached. */
  final void startCounting() {
    hits = 0;
    misses = 0;
    deleted = 0;
    rightlyDeleted = 0;
  }

  final double hitRatio() {
    return (double) hits / (hits + misses);
  }

  final double precision() {
    return (double) rightlyDeleted / deleted;
  }

  final double deletedPer(long changes) {
    return (double) deleted / changes;
  }

  private record Copy(Page page, int version, long loadedAt) {}

  /** Every change deletes everything. */
  static final class PurgeAll extends WorkloadPolicy {

    PurgeAll(long timeToLive) {
      super(timeToLive);
    }

    @Override
    Collection<CacheKey> affectedBy(ProductChange change) {
      return cached();
    }
  }

  /** A change deletes the listings of its categories, and of none. */
  static final class ByCategory extends WorkloadPolicy {

    private static final String NONE = "";
    private final Map<String, Set<CacheKey>> keys = new HashMap<>();

    ByCategory(long timeToLive) {
      super(timeToLive);
    }

    @Override
    void onLoad(Page page, long now) {
      RowId category = page.params.categoryId();
      keys.computeIfAbsent(category == null ? NONE : category.text(), any -> new HashSet<>())
          .add(page.key);
    }

    @Override
    Collection<CacheKey> affectedBy(ProductChange change) {
      Set<CacheKey> affected = new HashSet<>(keys.getOrDefault(NONE, Set.of()));
      change
          .images()
          .map(row -> Objects.requireNonNull(row.categoryId()).text())
          .forEach(category -> affected.addAll(keys.getOrDefault(category, Set.of())));
      return affected;
    }
  }

  /** A change deletes what the index finds. */
  static final class Indexed extends WorkloadPolicy {

    private static final int MILLIS_PER_REQUEST = 10;

    private final FakeRegistry registry = new FakeRegistry();
    private final ListingIndex index =
        new ListingIndex(
            registry,
            Integer.MAX_VALUE,
            () -> {
              throw new IllegalStateException("malformed entry");
            });
    private final boolean knowsContent;
    private final long start = registry.now;

    /**
     * An empty cache, with an empty index.
     *
     * @param knowsContent whether readers register what a page shows, or only its filter
     */
    Indexed(long timeToLive, boolean knowsContent) throws InterruptedException {
      super(timeToLive);
      this.knowsContent = knowsContent;
      index.refresh();
      index.clear();
    }

    @Override
    void onLoad(Page page, long now) {
      registry.now = start + now * MILLIS_PER_REQUEST;
      StreamId id = registry.add(ListedPages.CATALOG.listing(page.params).fields());
      if (knowsContent) {
        registry.add(MixListing.content(id, page.params.sort(), page.shown()).fields());
      }
    }

    @Override
    void expire(long now) throws InterruptedException {
      super.expire(now);
      registry.now = start + now * MILLIS_PER_REQUEST;
      index.trim();
    }

    @Override
    Collection<CacheKey> affectedBy(ProductChange change) throws InterruptedException {
      index.refresh();
      AlteredPages altered = index.alteredBy(List.of(change));
      index.forget(altered);
      return altered.keys();
    }
  }
}
