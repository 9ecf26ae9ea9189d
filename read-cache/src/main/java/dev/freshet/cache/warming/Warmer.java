package dev.freshet.cache.warming;

import dev.freshet.cache.CacheStatus;
import dev.freshet.cache.CacheUnavailableException;
import dev.freshet.cache.WarmingState;
import dev.freshet.cache.trust.CacheTrust;
import dev.freshet.cache.trust.InvalidationProgress;
import dev.freshet.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warms the cache once after each purge of everything, and when Redis has lost it.
 *
 * <p>Redis has a mark that says after which purge the cache was last warmed. While that is not the
 * last one, or there is no mark, warming is due. Of all instances the one that gets the lock does
 * it, by reading, one after the other, what its clients read most; leases, registrations and all
 * that makes a read safe take place as for any other. It renews the lock while it works, and sets
 * the mark when it has finished; if it ends before that, the lock expires and another begins.
 *
 * <p>An instance that knows little of what is read leaves others a head start; one that knows
 * nothing never begins. Used by one thread.
 */
final class Warmer {

  private static final Logger log = LoggerFactory.getLogger(Warmer.class);

  /** Longer than a read can take that waits for a lease, and for the database after it. */
  static final Duration LOCK = Duration.ofSeconds(20);

  private static final Duration RENEWAL = LOCK.dividedBy(4);

  /** Longer than the time between two looks, so that whoever knows all has looked by then. */
  static final Duration HEAD_START = Duration.ofSeconds(3);

  /** After an attempt that has failed. */
  static final Duration PAUSE = Duration.ofSeconds(10);

  private static final int FAILURES = 5;
  private static final String NEVER_PURGED = "never";

  private final CacheTrust trust;
  private final InvalidationProgress progress;
  private final WarmingState state;
  private final PopularReads popular;
  private final WarmingMetrics metrics;
  private final long intervalNanos;
  private final Ticker ticker;
  private @Nullable String noticed;
  private long noticedAt;
  private long abandonedAt;

  /**
   * @param rate how many loads in a second, at most
   */
  Warmer(
      CacheTrust trust,
      InvalidationProgress progress,
      WarmingState state,
      PopularReads popular,
      WarmingMetrics metrics,
      int rate,
      Ticker ticker) {
    this.trust = trust;
    this.progress = progress;
    this.state = state;
    this.popular = popular;
    this.metrics = metrics;
    this.intervalNanos = Duration.ofSeconds(1).toNanos() / rate;
    this.ticker = ticker;
    this.abandonedAt = ticker.nanoTime() - PAUSE.toNanos();
  }

  /**
   * Warms the cache, if that is due and nobody else does it.
   *
   * @throws CacheUnavailableException if Redis does not answer
   */
  void look() throws InterruptedException {
    if (!trust.holds() || ticker.nanoTime() - abandonedAt < PAUSE.toNanos()) {
      return;
    }
    Optional<String> due = due();
    if (due.isEmpty()) {
      noticed = null;
    } else if (isOnesTurn(due.get())) {
      String token = UUID.randomUUID().toString();
      if (state.take(token, LOCK)) {
        run(token);
      }
    }
  }

  /** After which purge it is due. */
  private Optional<String> due() {
    String purge =
        progress
            .watermark()
            .flatMap(seen -> seen.watermark().purgedAt())
            .map(Instant::toString)
            .orElse(NEVER_PURGED);
    return state.warmed().filter(purge::equals).isPresent() ? Optional.empty() : Optional.of(purge);
  }

  private boolean isOnesTurn(String due) {
    if (!due.equals(noticed)) {
      noticed = due;
      noticedAt = ticker.nanoTime();
    }
    double knowledge = popular.knowledge();
    return knowledge > 0 && ticker.nanoTime() - noticedAt >= (1 - knowledge) * HEAD_START.toNanos();
  }

  private void run(String token) throws InterruptedException {
    noticed = null;
    boolean whole = false;
    try {
      // Another instance may have finished between the look and the lock.
      Optional<String> due = due();
      whole = due.isEmpty() || (warm(token) && state.finish(token, due.get()));
    } finally {
      // Where it has finished, there is no such lock any more.
      state.release(token);
      if (!whole) {
        abandonedAt = ticker.nanoTime();
        metrics.abandoned();
        log.info("Warming the cache was abandoned");
      }
    }
  }

  /** False if it is of no use, or not this instance's part, to go on. */
  private boolean warm(String token) throws InterruptedException {
    List<PopularRead> reads = popular.mostRead();
    log.info("Warming the cache with the {} keys that are read most", reads.size());
    long renewed = ticker.nanoTime();
    int failures = 0;
    for (PopularRead read : reads) {
      long began = ticker.nanoTime();
      if (began - renewed >= RENEWAL.toNanos()) {
        renewed = began;
        if (!state.renew(token, LOCK)) {
          return false;
        }
      }
      Optional<CacheStatus> status = warm(read);
      failures = status.isPresent() ? 0 : failures + 1;
      if (failures == FAILURES || status.filter(CacheStatus::isBypass).isPresent()) {
        return false;
      }
      if (status.filter(CacheStatus::isHit).isEmpty()) {
        ticker.sleep(Math.max(0, began + intervalNanos - ticker.nanoTime()));
      }
    }
    metrics.finished();
    log.info("The cache is warm");
    return true;
  }

  /** Empty if it cannot be loaded. */
  private Optional<CacheStatus> warm(PopularRead read) {
    try {
      Optional<CacheStatus> status = Optional.ofNullable(read.read().get().cacheStatus());
      if (status.filter(CacheStatus::isStored).isPresent()) {
        metrics.warmed(read.kind());
      }
      return status;
    } catch (RuntimeException e) {
      log.debug("{} cannot be loaded", read, e);
      return Optional.empty();
    }
  }
}
