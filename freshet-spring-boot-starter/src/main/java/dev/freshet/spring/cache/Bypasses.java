package dev.freshet.spring.cache;

import dev.freshet.cache.CacheUnavailableException;
import dev.freshet.keys.Kind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads of one cache that must not be stored: counted, and one warning for each reason. */
final class Bypasses {

  private static final Logger log = LoggerFactory.getLogger(FreshetCache.class);

  private final String cache;
  private final Map<UnsafeLoad, Counter> counters = new EnumMap<>(UnsafeLoad.class);
  private final Set<UnsafeLoad> warned = ConcurrentHashMap.newKeySet();

  Bypasses(String cache, Kind kind, MeterRegistry registry) {
    this.cache = cache;
    for (UnsafeLoad reason : UnsafeLoad.values()) {
      counters.put(
          reason,
          Counter.builder("cache.bypass")
              .description("Reads that the cache had no part in")
              .tag("kind", kind.name())
              .tag("reason", reason.tag())
              .register(registry));
    }
  }

  void count(UnsafeLoad reason) {
    Counter counter = counters.get(reason);
    if (counter != null) {
      counter.increment();
    }
    if (warned.add(reason)) {
      log.warn("A method with cache {} is not cached, as {}", cache, reason.remedy());
    }
  }

  /** An eviction has not reached Redis. What is wrong there the invalidator deletes. */
  void failed(CacheUnavailableException failure) {
    log.warn("Cache {} cannot evict: {}", cache, failure.getMessage());
  }
}
