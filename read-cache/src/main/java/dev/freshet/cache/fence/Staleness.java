package dev.freshet.cache.fence;

import dev.freshet.cache.trust.AgedWatermark;
import dev.freshet.cache.trust.CacheTrust;
import dev.freshet.cache.trust.CachedKinds;
import dev.freshet.cache.trust.InvalidationProgress;
import dev.freshet.keys.Kind;
import dev.freshet.keys.Lifetimes;
import dev.freshet.keys.MaintainedKinds;
import dev.freshet.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How stale a value may be that is read from the cache now, and whether that is allowed.
 *
 * <p>The watermark says until when everything is applied. What is cached after it was published was
 * loaded by then or later, so that the time since bounds the staleness of every hit. That time is
 * the one by Redis's clock when the watermark was asked for, and from then on the one by this
 * process's monotonic clock: whatever holds up Redis, the network or this process makes it longer.
 *
 * <p>It is not known, and so not allowed, from a loss of the connection to the next look, as Redis
 * may have come back with an older state; nor after the watermark went back, which says that it
 * has. Values of that state may have escaped their deletion, and a watermark that moves on does not
 * bring it about. So it stays unknown until a purge is reported, or until all of them have expired.
 *
 * <p>Thread-safe; {@link #seen} is called by one thread.
 */
public final class Staleness implements CacheTrust {

  private static final Logger log = LoggerFactory.getLogger(Staleness.class);

  /** By then what was cached before has expired, also what was filled late. */
  static final Duration EXPIRY = Lifetimes.TTL.plus(Lifetimes.LEASE).plusSeconds(30);

  /** Looks after the start that may fail without a warning: the connection is still being made. */
  private static final int SILENT_LOOKS = 6;

  private final InvalidationProgress progress;
  private final Optional<Duration> bound;
  private final Ticker ticker;
  private final CachedKinds cached;
  private volatile @Nullable Known known;

  /** Kinds whose keys nobody deletes, as the last watermark says, and why. */
  private volatile Map<Kind, String> unmaintained = Map.of();

  private Instant latest = Instant.MIN;
  private @Nullable Doubt doubt;
  private int looks;
  private boolean warned;

  /**
   * @param bound empty: any staleness is allowed
   */
  public Staleness(
      InvalidationProgress progress, Optional<Duration> bound, Ticker ticker, CachedKinds cached) {
    this.progress = progress;
    this.bound = bound;
    this.ticker = ticker;
    this.cached = cached;
  }

  /** How stale a value that is read from the cache now can be at most; empty: that is not known. */
  public Optional<Duration> atMost() {
    Known now = known;
    return now == null || now.connection != progress.losses()
        ? Optional.empty()
        : Optional.of(now.staleness(ticker.nanoTime()));
  }

  @Override
  public boolean holds() {
    return bound.isEmpty()
        || atMost().filter(staleness -> staleness.compareTo(bound.get()) <= 0).isPresent();
  }

  @Override
  public boolean covers(Kind kind) {
    return !unmaintained.containsKey(kind);
  }

  /**
   * Takes note of a watermark.
   *
   * @param watermark empty: there is none
   * @param asked when it was asked for, by the ticker
   * @param connection by which it came
   */
  void seen(Optional<AgedWatermark> watermark, long asked, long connection) {
    known =
        watermark
            .filter(seen -> isTrusted(seen.watermark().completeUntil(), seen, asked))
            .flatMap(seen -> known(seen, asked, connection))
            .orElse(null);
    unmaintained = watermark.flatMap(AgedWatermark::kinds).map(this::lacking).orElse(Map.of());
  }

  private Map<Kind, String> lacking(MaintainedKinds maintained) {
    Map<Kind, String> lacking = new TreeMap<>();
    for (Kind kind : cached.keys().kinds()) {
      boolean registered = cached.pages().contains(kind);
      if (!cached.keys().templates(kind).stream()
          .allMatch(template -> maintained.covers(kind, template))) {
        lacking.put(kind, "the rules have no %s %s".formatted(kind, cached.keys().templates(kind)));
      } else if (registered != maintained.isPages(kind)) {
        lacking.put(
            kind,
            registered
                ? "pages of %s are registered, and the rules do not say pages: true".formatted(kind)
                : "%s has pages: true in the rules, and is read without tags".formatted(kind));
      }
    }
    if (!lacking.isEmpty() && !lacking.equals(unmaintained)) {
      log.warn(
          "The invalidator would not delete these, so every read of them goes to the database: {}",
          String.join("; ", lacking.values()));
    }
    return lacking;
  }

  private boolean isTrusted(Optional<Instant> completeUntil, AgedWatermark seen, long asked) {
    Optional<Instant> purgedAt = seen.watermark().purgedAt();
    if (completeUntil.isPresent() && completeUntil.get().isBefore(latest)) {
      doubt = new Doubt(purgedAt, asked);
    }
    completeUntil.ifPresent(until -> latest = until);
    Doubt now = doubt;
    if (now != null && now.isOver(purgedAt, asked)) {
      doubt = null;
    }
    return doubt == null;
  }

  /** The same time does not become younger, whatever Redis's clock does. */
  private Optional<Known> known(AgedWatermark seen, long asked, long connection) {
    Known before = known;
    return seen.staleness()
        .map(
            staleness -> {
              Known now = new Known(latest, staleness, asked, connection);
              return before != null && before.isOlderThan(now)
                  ? new Known(latest, before.staleness(asked), asked, connection)
                  : now;
            });
  }

  /** Says once that the bound is not kept any longer, and once that it is again. */
  void report() {
    looks++;
    boolean holds = holds();
    if (holds && warned) {
      log.info("The invalidator has caught up: cached values are returned again");
      warned = false;
    } else if (holds) {
      looks = SILENT_LOOKS;
    } else if (!warned && looks > SILENT_LOOKS) {
      log.warn(
          "The invalidator is gone or behind, cached values may be stale by {}: every read goes to the"
              + " database",
          atMost().map(staleness -> staleness.toSeconds() + " s").orElse("an unknown time"));
      warned = true;
    }
  }

  /**
   * @param until everything that was committed by then is applied
   * @param staleness how long ago that was
   * @param nanos at this time
   */
  private record Known(Instant until, Duration staleness, long nanos, long connection) {

    Duration staleness(long now) {
      return staleness.plusNanos(now - nanos);
    }

    boolean isOlderThan(Known other) {
      return until.equals(other.until) && staleness(other.nanos).compareTo(other.staleness) > 0;
    }
  }

  /**
   * Redis has come back with an older state.
   *
   * @param purgedAt the last purge that this state knows of
   * @param nanos when it was noticed
   */
  private record Doubt(Optional<Instant> purgedAt, long nanos) {

    boolean isOver(Optional<Instant> lastPurge, long now) {
      return (lastPurge.isPresent() && !lastPurge.equals(purgedAt))
          || now - nanos > EXPIRY.toNanos();
    }
  }
}
