package dev.freshet.cache;

import dev.freshet.cache.trust.CacheTrust;
import dev.freshet.cache.trust.Distrust;
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
      return distrusted(kind, 1);
    }
    return sees(freshness) ? null : CacheStatus.MIN_TOKEN;
  }

  /** What reads say for which what is cached may not be used, counted. */
  CacheStatus distrusted(Kind kind, int reads) {
    Distrust reason = trust.reason();
    metrics.bypass(kind, reason, reads);
    return reason == Distrust.NO_LEASE ? CacheStatus.NO_LEASE : CacheStatus.STALE;
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
