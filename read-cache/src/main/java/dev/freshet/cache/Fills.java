package dev.freshet.cache;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.PageRegistration;
import dev.freshet.keys.ValueCodec;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How what was loaded under a lease is stored. */
record Fills(CacheStore store, CacheMetrics metrics, CacheSettings settings) {

  /**
   * Makes the page known to the invalidator, before its load begins.
   *
   * @param page null: the key is no page's
   */
  Registered register(@Nullable PageRegistration page) {
    if (page == null) {
      return Registered.NOT_NEEDED;
    }
    try {
      String id = store.register(page);
      if (id == null) {
        metrics.refusedRegistration(page.key().kind());
        return Registered.REFUSED;
      }
      return Registered.as(id);
    } catch (CacheUnavailableException e) {
      return Registered.FAILED;
    }
  }

  /** Whether the value is stored; the lease is given back in any case. */
  <V> boolean fill(
      CacheKey key, String token, Registered registered, Loaded<V> loaded, ValueCodec<V> codec) {
    V value = loaded.value();
    Duration life = life(key, loaded);
    boolean mayFill = registered.mayFill() && life.toMillis() > 0;
    byte[] bytes = mayFill ? encode(value, codec) : null;
    if (bytes != null) {
      describe(registered, loaded);
      try {
        boolean stored = store.fill(key, token, bytes, life);
        if (!stored) {
          metrics.refusedFill(key.kind());
        }
        return stored;
      } catch (CacheUnavailableException e) {
        // The lease is given back below, if Redis comes to it.
      }
    }
    store.release(key, token);
    return false;
  }

  private Duration life(CacheKey key, Loaded<?> loaded) {
    Duration life = settings.lifetime(key.kind(), loaded.value() == null);
    Instant end = loaded.validUntil();
    if (end == null) {
      return life;
    }
    Instant now = Instant.now();
    return end.isBefore(now.plus(life)) ? Duration.between(now, end) : life;
  }

  private static <V> byte @Nullable [] encode(@Nullable V value, ValueCodec<V> codec) {
    return value == null ? ValueCodec.absent() : codec.encode(value);
  }

  /** Sent before the fill, as the page counts as one that may show anything until it is there. */
  private void describe(Registered registered, Loaded<?> loaded) {
    if (registered.id() != null && loaded.description() != null) {
      store.describe(loaded.description().of(registered.id()));
    }
  }
}
