package dev.freshet.invalidator.invalidation;

import dev.freshet.invalidator.listings.AlteredPages;
import dev.freshet.invalidator.listings.ListingIndex;
import dev.freshet.invalidator.listings.ProductChange;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.CachedKind;
import dev.freshet.keys.Watermark;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what committed changes made wrong.
 *
 * <p>The order is what keeps stale values out. Readers take a lease, register a page, load, and
 * fill only while the lease still holds. Here, for each batch: its commits become visible; then the
 * registry is read; then values and leases are deleted. A load that misses a commit began before it
 * was visible, so its lease, its registration and, if it was quick, its value are all found. Not
 * thread-safe; after a failure the same batch is to be applied again, which is harmless.
 */
public final class Invalidator {

  private static final Logger log = LoggerFactory.getLogger(Invalidator.class);

  private static final Duration REFRESH_INTERVAL = Duration.ofSeconds(1);
  private static final Duration TRIM_INTERVAL = Duration.ofSeconds(10);
  private static final Set<CachedKind> REGISTERED =
      Collections.unmodifiableSet(EnumSet.of(CachedKind.LISTING, CachedKind.CATEGORY));

  private static final int PORTION = 5_000;

  private final CommitVisibility visibility;
  private final Cache cache;
  private final ListingIndex listings;
  private final InvalidationMetrics metrics;
  private final LongSupplier nanoTime;
  private final InvalidationListener listener;
  private long refreshed;
  private long trimmed;

  Invalidator(
      CommitVisibility visibility,
      Cache cache,
      ListingIndex listings,
      InvalidationMetrics metrics,
      LongSupplier nanoTime) {
    this(visibility, cache, listings, metrics, nanoTime, InvalidationListener.NONE);
  }

  Invalidator(
      CommitVisibility visibility,
      Cache cache,
      ListingIndex listings,
      InvalidationMetrics metrics,
      LongSupplier nanoTime,
      InvalidationListener listener) {
    this.visibility = visibility;
    this.cache = cache;
    this.listings = listings;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    this.listener = listener;
    this.refreshed = nanoTime.getAsLong() - REFRESH_INTERVAL.toNanos();
    this.trimmed = nanoTime.getAsLong() - TRIM_INTERVAL.toNanos();
  }

  /** An empty batch. */
  public Batch newBatch() {
    return new Batch(metrics);
  }

  /**
   * Returns when nothing in the cache lacks the batch's changes.
   *
   * @throws CacheException if Redis does not do what it is asked
   * @throws org.springframework.dao.DataAccessException if PostgreSQL cannot be asked
   */
  public void apply(Batch batch) throws InterruptedException {
    if (batch.isEmpty()) {
      return;
    }
    if (batch.hasUnknownTransaction()) {
      visibility.awaitAll();
    }
    visibility.await(batch.xids());
    if (!batch.productChanges().isEmpty()) {
      refreshListings(batch);
    }
    purge(batch.purges());
    delete(batch.keys());
    if (!batch.productChanges().isEmpty()) {
      deleteListings(batch.productChanges());
    }
    cache.pass(batch.fences());
    metrics.applied(batch);
  }

  /**
   * Publishes how far the cache is right.
   *
   * @throws CacheException if Redis does not take it
   */
  public void publish(Watermark watermark) throws InterruptedException {
    cache.publish(watermark);
  }

  private void deleteListings(List<ProductChange> changes) throws InterruptedException {
    AlteredPages altered = listings.alteredBy(changes);
    Set<CacheKey> keys = altered.keys();
    delete(keys);
    listings.forget(altered);
    metrics.compared(changes.size(), altered.candidates(), keys.size());
  }

  /**
   * Deletes everything, because changes may have been missed that are visible now.
   *
   * @throws CacheException if Redis does not do what it is asked
   */
  public void purgeAll() throws InterruptedException {
    purge(Map.of(PurgeCause.SLOT, EnumSet.allOf(CachedKind.class)));
  }

  /**
   * Keeps up with the registry while nothing changes, and keeps it short, if it is time to; to be
   * called about every second.
   *
   * @throws CacheException if Redis does not do what it is asked
   */
  public void tidy() throws InterruptedException {
    long now = nanoTime.getAsLong();
    if (now - refreshed < REFRESH_INTERVAL.toNanos()) {
      return;
    }
    refreshed = now;
    Batch none = newBatch();
    refreshListings(none);
    purge(none.purges());
    if (now - trimmed >= TRIM_INTERVAL.toNanos()) {
      trimmed = now;
      listings.trim();
    }
    metrics.live(listings.size());
  }

  /**
   * Asks Redis for any answer.
   *
   * @throws CacheException if there is none
   */
  public void ping() throws InterruptedException {
    cache.ping();
  }

  private void refreshListings(Batch batch) throws InterruptedException {
    listings.refresh();
    Set<CacheKey> refused = listings.refused();
    delete(refused);
    listings.forgetRefused();
    metrics.refused(refused.size());
    if (!listings.isComplete()) {
      batch.addPurge(PurgeCause.REGISTRY, REGISTERED);
    }
  }

  private void purge(Map<PurgeCause, Set<CachedKind>> purges) throws InterruptedException {
    if (purges.isEmpty()) {
      return;
    }
    Set<CachedKind> kinds = EnumSet.noneOf(CachedKind.class);
    purges.values().forEach(kinds::addAll);
    log.info("Purging every {}: {}", kinds, purges.keySet());
    new Purge(cache).of(kinds);
    if (kinds.containsAll(REGISTERED)) {
      listings.clear();
    }
    metrics.purged(purges.keySet());
    listener.purged(purges);
  }

  private void delete(Collection<CacheKey> keys) throws InterruptedException {
    List<CacheKey> all = List.copyOf(keys);
    for (int from = 0; from < all.size(); from += PORTION) {
      List<CacheKey> portion = all.subList(from, Math.min(from + PORTION, all.size()));
      Map<CachedKind, Long> found = cache.delete(portion);
      metrics.deleted(found);
      listener.deleted(portion, found);
    }
  }
}
