package dev.freshet.spring.cache;

import dev.freshet.cache.CacheMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.cache.CacheMeterBinder;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.cache.metrics.CacheMeterBinderProvider;

/**
 * A cache's meters by the names that Micrometer has for caches, such as {@code cache.gets}. How
 * many values there are is not known, as Redis has them.
 */
record FreshetCacheMeters(CacheMetrics metrics) implements CacheMeterBinderProvider<FreshetCache> {

  @Override
  public MeterBinder getMeterBinder(FreshetCache cache, Iterable<Tag> tags) {
    return new Meters(cache, metrics, tags);
  }

  private static final class Meters extends CacheMeterBinder<FreshetCache> {

    private final CacheMetrics metrics;

    Meters(FreshetCache cache, CacheMetrics metrics, Iterable<Tag> tags) {
      super(cache, cache.getName(), tags);
      this.metrics = metrics;
    }

    @Override
    protected @Nullable Long size() {
      return null;
    }

    @Override
    protected long hitCount() {
      FreshetCache cache = getCache();
      return cache == null ? 0 : metrics.hits(cache.kind());
    }

    @Override
    protected @Nullable Long missCount() {
      FreshetCache cache = getCache();
      return cache == null ? null : metrics.misses(cache.kind());
    }

    @Override
    protected @Nullable Long evictionCount() {
      FreshetCache cache = getCache();
      return cache == null ? null : cache.evictions();
    }

    @Override
    protected long putCount() {
      FreshetCache cache = getCache();
      return cache == null ? 0 : cache.puts();
    }

    @Override
    protected void bindImplementationSpecificMetrics(MeterRegistry registry) {}
  }
}
