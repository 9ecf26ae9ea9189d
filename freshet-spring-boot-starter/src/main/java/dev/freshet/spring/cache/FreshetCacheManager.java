package dev.freshet.spring.cache;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;

/** The caches of {@code freshet.caches}. */
public final class FreshetCacheManager implements CacheManager, AutoCloseable {

  private final Map<String, FreshetCache> caches = new TreeMap<>();
  private final WaitingThreads threads;

  /**
   * @param threads closed with it
   */
  FreshetCacheManager(Collection<FreshetCache> caches, WaitingThreads threads) {
    this.threads = threads;
    caches.forEach(cache -> this.caches.put(cache.getName(), cache));
  }

  /**
   * The cache of this name; null if there is none, so that another manager may have it. A cache
   * needs its key template and rules, so none is made on demand.
   */
  @Override
  public @Nullable Cache getCache(String name) {
    return caches.get(name);
  }

  @Override
  public Collection<String> getCacheNames() {
    return caches.keySet();
  }

  @Override
  public void close() {
    threads.close();
  }
}
