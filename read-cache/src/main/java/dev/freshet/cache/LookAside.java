package dev.freshet.cache;

import dev.freshet.cache.trust.CacheTrust;
import dev.freshet.cache.trust.Freshness;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Decoded;
import dev.freshet.keys.PageRegistration;
import dev.freshet.keys.ValueCodec;
import org.jspecify.annotations.Nullable;

/**
 * The cache for callers that look, load by themselves, and put: the same leases as those of {@link
 * ReadThroughCache}, so that a value which is put after its invalidation is refused.
 *
 * <p>Nobody waits here, and nobody shares a load. Whoever can should hand its load to {@link
 * ReadThroughCache}. Thread-safe.
 */
public final class LookAside {

  private final CacheStore store;
  private final CacheTrust trust;
  private final CacheMetrics metrics;
  private final Fills fills;
  private final Admission admission;
  private final Flights tokens = new Flights();

  public LookAside(
      CacheStore store, CacheTrust trust, CacheMetrics metrics, CacheSettings settings) {
    this.store = store;
    this.trust = trust;
    this.metrics = metrics;
    this.fills = new Fills(store, metrics, settings);
    this.admission = new Admission(store, trust, metrics);
  }

  /**
   * What is cached.
   *
   * @return null if nothing is that may be used
   */
  public <V> @Nullable Read<V> peek(CacheKey key, Freshness freshness, ValueCodec<V> codec) {
    return new Look<>(key, codec).peek(freshness);
  }

  /**
   * What is cached, or else the permit to put what the caller loads from now on, if nobody has it.
   */
  public <V> Found<V> find(CacheKey key, Freshness freshness, ValueCodec<V> codec) {
    return new Look<>(key, codec).find(freshness, null);
  }

  /** As {@link #find(CacheKey, Freshness, ValueCodec)}, for a page, which is registered then. */
  public <V> Found<V> find(PageRegistration page, Freshness freshness, ValueCodec<V> codec) {
    return new Look<>(page.key(), codec).find(freshness, page);
  }

  /**
   * Stores what was loaded after the permit was given, if it still holds.
   *
   * @return whether it was stored
   */
  public <V> boolean put(Permit permit, Loaded<V> loaded, ValueCodec<V> codec) {
    return fills.fill(permit.key(), permit.token(), permit.registered(), loaded, codec);
  }

  /** Gives a permit back that will not be used. */
  public void release(Permit permit) {
    store.release(permit.key(), permit.token());
  }

  /**
   * The right to store the value of one key, until the key is invalidated or the lease ends.
   *
   * @param token of the lease
   * @param registration the id of the page's; null if the key is no page's
   */
  public record Permit(CacheKey key, String token, @Nullable String registration) {

    Registered registered() {
      return registration == null ? Registered.NOT_NEEDED : Registered.as(registration);
    }
  }

  /**
   * What a look has found.
   *
   * @param hit null: nothing that may be used
   * @param permit null: there is a hit, or somebody else loads the value, or it must not be stored
   */
  public record Found<V>(@Nullable Read<V> hit, @Nullable Permit permit) {

    static <V> Found<V> nothing() {
      return new Found<>(null, null);
    }
  }

  /** One look at one key. */
  private final class Look<V> {

    private final CacheKey key;
    private final ValueCodec<V> codec;

    /** Bytes that were found under the key and could not be decoded. */
    private byte @Nullable [] useless;

    private boolean mayStore;

    Look(CacheKey key, ValueCodec<V> codec) {
      this.key = key;
      this.codec = codec;
    }

    @Nullable Read<V> peek(Freshness freshness) {
      if (admission.refusal(key.kind(), freshness) != null) {
        return null;
      }
      try {
        Read<V> hit = usable(store.get(key), CacheStatus.HIT);
        mayStore = hit == null && trust.holds();
        if (hit == null) {
          metrics.miss(key.kind());
        } else {
          metrics.hit(key.kind());
        }
        return hit;
      } catch (CacheUnavailableException e) {
        metrics.bypassAsRedisFails(key.kind());
        return null;
      }
    }

    Found<V> find(Freshness freshness, @Nullable PageRegistration page) {
      Read<V> hit = peek(freshness);
      if (hit != null || !mayStore) {
        return new Found<>(hit, null);
      }
      String token = tokens.token();
      try {
        Attempt attempt = store.acquire(key, token, useless);
        if (token.equals(attempt.holder())) {
          return new Found<>(null, permit(token, page));
        }
        return new Found<>(usable(attempt.value(), CacheStatus.COLLAPSED), null);
      } catch (CacheUnavailableException e) {
        // Redis may carry it out late all the same, and nobody would know of the lease.
        store.release(key, token);
        metrics.bypassAsRedisFails(key.kind());
        return Found.nothing();
      }
    }

    /** Null if the invalidator would not know of the page. */
    private @Nullable Permit permit(String token, @Nullable PageRegistration page) {
      Registered registered = fills.register(page);
      if (registered.mayFill()) {
        return new Permit(key, token, registered.id());
      }
      store.release(key, token);
      return null;
    }

    /** The bytes' meaning, if they have one and may be returned now. */
    private @Nullable Read<V> usable(byte @Nullable [] bytes, CacheStatus status) {
      if (bytes == null) {
        return null;
      }
      Decoded<V> decoded = codec.decode(bytes);
      Read<V> read =
          decoded.<@Nullable Read<V>>match(
              value -> new Read<>(value, status),
              () -> new Read<>(null, status),
              reason -> {
                useless = bytes;
                metrics.malformed(key.kind(), key.name(), reason);
                return null;
              });
      return read == null || trust.holds() ? read : null;
    }
  }
}
