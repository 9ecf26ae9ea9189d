package dev.freshet.cache;

import dev.freshet.cache.trust.CacheTrust;
import dev.freshet.cache.trust.Freshness;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.Kind;
import org.jspecify.annotations.Nullable;

/** Whether the cache may take part in a read, before Redis is asked for the value. */
record Admission(CacheStore store, CacheTrust trust, CacheMetrics metrics) {

  /** What a read says in which the cache must have no part, counted; null: it may have. */
  @Nullable CacheStatus refusal(Kind kind, Freshness freshness) {
    if (!trust.covers(kind)) {
      metrics.bypassAsUnmaintained(kind);
      return CacheStatus.UNMAINTAINED;
    }
    if (!trust.holds()) {
      metrics.bypassAsStale(kind);
      return CacheStatus.STALE;
    }
    return sees(freshness) ? null : CacheStatus.MIN_TOKEN;
  }

  /**
   * When the invalidator has passed a token, it has deleted all keys that were wrong by then, with
   * their leases: a value that is found afterwards was loaded after what the token stands for.
   */
  private boolean sees(Freshness freshness) {
    FenceToken after = freshness.after();
    try {
      return after == null || store.isPassed(after);
    } catch (CacheUnavailableException e) {
      return false;
    }
  }
}
