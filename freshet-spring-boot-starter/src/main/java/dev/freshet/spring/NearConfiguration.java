package dev.freshet.spring;

import dev.freshet.cache.near.NearCache;
import dev.freshet.cache.redis.LettuceCommands;
import dev.freshet.cache.redis.LettuceNearChannel;
import dev.freshet.cache.trust.CachedKinds;
import dev.freshet.keys.Kind;
import dev.freshet.redis.RedisConnection;
import dev.freshet.redis.RedisSettings;
import dev.freshet.spring.cache.CachesProperties;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/** Hits from memory, where some is given for them. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnCache
@Conditional(NearIsOn.class)
class NearConfiguration {

  private static final Logger log = LoggerFactory.getLogger(NearConfiguration.class);

  private static final String CONNECTION = "nearConnection";
  private static final Duration LONGEST_BLOCK = Duration.ofMillis(250);

  /** Of its own, as it waits in Redis; not for who wants a connection. */
  @Bean(name = CONNECTION, destroyMethod = "close", defaultCandidate = false)
  RedisConnection nearConnection(RedisSettings settings) {
    return RedisConnection.open(settings);
  }

  /**
   * Without those of {@code freshet.caches}: whoever evicts by hand expects that no process answers
   * with the value any more. In a Cluster there are none: a value may come from a node that was
   * replaced, while the one with the leases is well.
   */
  @Bean
  @ConditionalOnMissingBean
  NearCache nearCache(
      LettuceCommands redis,
      @Qualifier(CONNECTION) RedisConnection waiting,
      RedisSettings settings,
      CachedKinds cached,
      CachesProperties caches,
      NearProperties properties,
      MeterRegistry registry) {
    Set<Kind> kinds = new TreeSet<>(cached.keys().kinds());
    caches.caches().forEach((name, cache) -> kinds.remove(cache.kind(name)));
    if (settings.isCluster()) {
      log.warn("freshet.near.memory has no effect with a Redis Cluster");
      kinds.clear();
    }
    Duration half = settings.commandTimeout().dividedBy(2);
    NearCache near =
        new NearCache(
            new LettuceNearChannel(
                redis,
                new LettuceCommands(waiting),
                half.compareTo(LONGEST_BLOCK) < 0 ? half : LONGEST_BLOCK,
                cached.keys().namespace()),
            kinds,
            kinds.isEmpty() ? 0 : properties.memory().toBytes(),
            System::nanoTime);
    Gauge.builder("cache.near.granted", near, granted -> granted.isGranted() ? 1 : 0)
        .description("1 while reads may be answered from memory")
        .register(registry);
    Gauge.builder("cache.near.size", near, NearCache::size)
        .description("Copies of values in memory")
        .register(registry);
    FunctionCounter.builder("cache.near.sessions", near, NearCache::begun)
        .description("How often the memory for copies was begun anew")
        .register(registry);
    return near;
  }

  /** Leaves after the web server has stopped, and before the connection is closed. */
  @Bean
  ThreadLifecycle nearLifecycle(NearCache near) {
    return new ThreadLifecycle(near::start, near::stop, near::isRunning, 0);
  }
}
