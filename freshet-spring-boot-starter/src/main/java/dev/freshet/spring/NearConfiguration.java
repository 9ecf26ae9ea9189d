package dev.freshet.spring;

import dev.freshet.cache.fence.Staleness;
import dev.freshet.cache.near.LeasedTrust;
import dev.freshet.cache.near.NearCache;
import dev.freshet.cache.near.NearChannel;
import dev.freshet.cache.redis.LettuceCommands;
import dev.freshet.cache.redis.LettuceNearChannel;
import dev.freshet.cache.trust.CachedKinds;
import dev.freshet.keys.Kind;
import dev.freshet.redis.RedisConnection;
import dev.freshet.redis.RedisSettings;
import dev.freshet.spring.cache.CachesProperties;
import dev.freshet.time.BackgroundThread;
import dev.freshet.time.BackgroundThread.Repeated;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;

/** Cached values in memory, where some is given for them. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnCache
@Conditional(NearIsOn.class)
class NearConfiguration {

  private static final Logger log = LoggerFactory.getLogger(NearConfiguration.class);

  private static final String CONNECTION = "nearConnection";
  private static final Duration BLOCK = Duration.ofMillis(250);

  /** Of its own, as it waits in Redis; not for who wants a connection. Opened if it is needed. */
  @Bean(name = CONNECTION, destroyMethod = "close", defaultCandidate = false)
  @Lazy
  RedisConnection nearConnection(RedisSettings settings) {
    return RedisConnection.open(settings);
  }

  /**
   * Without asking Redis no values are read of {@code freshet.caches}: whoever evicts by hand
   * expects that no process answers with the value any more. In a Cluster none at all: a value may
   * come from a node that was replaced, while the one with the leases is well.
   */
  @Bean
  @ConditionalOnMissingBean
  NearCache nearCache(
      LettuceCommands redis,
      @Qualifier(CONNECTION) ObjectProvider<RedisConnection> waiting,
      RedisSettings settings,
      CachedKinds cached,
      CachesProperties caches,
      NearProperties properties,
      MeterRegistry registry) {
    Set<Kind> kinds = new TreeSet<>(cached.keys().kinds());
    caches.caches().forEach((name, cache) -> kinds.remove(cache.kind(name)));
    boolean isLeased = properties.strict() || !kinds.isEmpty();
    if (settings.isCluster()) {
      if (properties.strict()) {
        throw new IllegalStateException(
            "freshet.near.strict cannot be kept with a Redis Cluster: there are no leases");
      }
      log.info("In a Redis Cluster every read asks Redis, also for values that are in memory");
      isLeased = false;
    }
    NearCache near =
        new NearCache(
            isLeased ? channel(redis, waiting.getObject(), settings, cached) : null,
            kinds,
            properties.memory().toBytes(),
            System::nanoTime);
    Gauge.builder("cache.near.granted", near, granted -> granted.isGranted() ? 1 : 0)
        .description("1 while reads may be answered from memory without asking Redis")
        .register(registry);
    Gauge.builder("cache.near.size", near, NearCache::size)
        .description("Cached values in memory")
        .register(registry);
    FunctionCounter.builder("cache.near.sessions", near, NearCache::begun)
        .description("Times that it was begun to answer from memory, with nothing that may be")
        .register(registry);
    return near;
  }

  private static NearChannel channel(
      LettuceCommands redis, RedisConnection waiting, RedisSettings settings, CachedKinds cached) {
    return new LettuceNearChannel(
        redis, new LettuceCommands(waiting), settings.blocking(BLOCK), cached.keys().namespace());
  }

  /** Leaves after the web server has stopped, and before the connection is closed. */
  @Bean
  ThreadLifecycle nearLifecycle(NearCache near) {
    return new ThreadLifecycle(near::start, near::stop, near::isRunning, 0);
  }

  @Bean
  @ConditionalOnMissingBean
  NearHealthIndicator nearHealthIndicator(NearCache near, NearProperties properties) {
    return new NearHealthIndicator(near, properties.strict());
  }

  /** Where Redis is trusted with a lease only. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnBooleanProperty("freshet.near.strict")
  static class Strict {

    private static final Duration LOOKS = Duration.ofSeconds(1);

    @Bean
    @Primary
    LeasedTrust leasedTrust(Staleness staleness, NearCache near) {
      return new LeasedTrust(staleness, near);
    }

    @Bean
    ThreadLifecycle leaseReport(LeasedTrust trust) {
      BackgroundThread thread = new BackgroundThread("lease-report");
      return new ThreadLifecycle(
          () -> thread.start(new Repeated(trust::report, LOOKS, LOOKS)),
          thread::stop,
          thread::isRunning,
          0);
    }
  }
}
