package dev.freshet.spring;

import dev.freshet.cache.CacheMetrics;
import dev.freshet.cache.CacheSettings;
import dev.freshet.cache.CacheStore;
import dev.freshet.cache.CacheUnavailableException;
import dev.freshet.cache.GuardedCacheStore;
import dev.freshet.cache.ReadThroughCache;
import dev.freshet.cache.WarmingState;
import dev.freshet.cache.near.NearCache;
import dev.freshet.cache.redis.LettuceCacheStore;
import dev.freshet.cache.redis.LettuceCommands;
import dev.freshet.cache.redis.LettuceWarmingState;
import dev.freshet.cache.trust.CacheTrust;
import dev.freshet.cache.trust.CachedKinds;
import dev.freshet.keys.KeySpace;
import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Kind;
import dev.freshet.keys.Namespace;
import dev.freshet.redis.RedisConnection;
import dev.freshet.redis.spring.RedisProperties;
import dev.freshet.spring.cache.CacheManagerConfiguration;
import dev.freshet.spring.cache.CachesProperties;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The read-through cache, fences and warming. Each bean gives way to one of its type that the
 * application has; the cache as a whole is there unless {@code freshet.cache.enabled} is false.
 */
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
      "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
      "org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration",
      "org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration"
    },
    beforeName = "org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration")
@EnableConfigurationProperties({
  CacheProperties.class,
  FenceProperties.class,
  StalenessProperties.class,
  WarmingProperties.class,
  NearProperties.class,
  CachesProperties.class,
  RedisProperties.class
})
@Import({
  RedisConfiguration.class,
  FreshetAutoConfiguration.OfTheCache.class,
  FenceConfiguration.class,
  WarmingConfiguration.class,
  NearConfiguration.class,
  MinTokenConfiguration.class
})
public class FreshetAutoConfiguration {

  /** Those of {@code freshet.caches}, unless the application names its kinds itself. */
  @Bean
  @ConditionalOnMissingBean
  CachedKinds cachedKinds(CachesProperties properties) {
    Map<Kind, List<KeyTemplate>> templates = new TreeMap<>();
    Set<Kind> pages = new TreeSet<>();
    properties
        .caches()
        .forEach(
            (name, cache) -> {
              Kind kind = cache.kind(name);
              templates.computeIfAbsent(kind, of -> new ArrayList<>()).add(cache.template());
              if (cache.isOfPages()) {
                pages.add(kind);
              }
            });
    return new CachedKinds(new KeySpace(new Namespace(properties.namespace()), templates), pages);
  }

  /** The cache, unless it is switched off. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnCache
  static class OfTheCache {

    private static final String REDIS_BREAKER = "redisBreaker";

    /** Found by its name only: an application may have breakers of its own, for something else. */
    @Bean(name = REDIS_BREAKER, defaultCandidate = false)
    @ConditionalOnMissingBean(name = REDIS_BREAKER)
    CircuitBreaker redisBreaker(CacheProperties properties) {
      int failures = properties.breaker().failures();
      return CircuitBreaker.of(
          "redis",
          CircuitBreakerConfig.custom()
              .slidingWindowType(SlidingWindowType.COUNT_BASED)
              .slidingWindowSize(2 * failures)
              .minimumNumberOfCalls(failures)
              .failureRateThreshold(50)
              .waitDurationInOpenState(properties.breaker().openFor())
              .permittedNumberOfCallsInHalfOpenState(1)
              .recordException(
                  e -> e instanceof CacheUnavailableException failure && failure.isOfServer())
              .build());
    }

    @Bean
    @ConditionalOnMissingBean
    CacheMetrics cacheMetrics(
        MeterRegistry registry,
        @Qualifier(REDIS_BREAKER) CircuitBreaker redisBreaker,
        CachedKinds kinds) {
      CacheMetrics metrics = new CacheMetrics(registry, kinds);
      metrics.observe(redisBreaker);
      return metrics;
    }

    @Bean
    @ConditionalOnMissingBean
    LettuceCommands redisCommands(RedisConnection connection) {
      return new LettuceCommands(connection);
    }

    @Bean
    @ConditionalOnMissingBean
    WarmingState warmingState(LettuceCommands redis, CachedKinds kinds) {
      return new LettuceWarmingState(redis, kinds.keys().namespace());
    }

    @Bean
    @ConditionalOnMissingBean
    CacheStore cacheStore(
        LettuceCommands redis,
        @Qualifier(REDIS_BREAKER) CircuitBreaker redisBreaker,
        CacheMetrics metrics,
        CachedKinds kinds,
        CacheProperties properties) {
      CacheStore store =
          new LettuceCacheStore(
              redis,
              kinds.keys(),
              properties.lease(),
              properties.registryLimit(),
              properties.registryMemory().toBytes());
      return new GuardedCacheStore(store, redisBreaker, metrics);
    }

    @Bean
    @ConditionalOnMissingBean
    CacheSettings cacheSettings(CacheProperties properties, CachesProperties caches) {
      return properties.settings(caches);
    }

    @Bean
    @ConditionalOnMissingBean
    ReadThroughCache readThroughCache(
        CacheStore store,
        CacheTrust trust,
        CacheMetrics metrics,
        CacheSettings settings,
        ObjectProvider<NearCache> near) {
      return new ReadThroughCache(store, trust, metrics, settings, near.getIfAvailable());
    }

    @Bean
    @ConditionalOnMissingBean
    CurrentFreshness currentFreshness() {
      return new CurrentFreshness();
    }

    /** Where the application uses Spring's cache abstraction, and has caches here. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(CacheManager.class)
    @Conditional(CachesAreNamed.class)
    @Import(CacheManagerConfiguration.class)
    static class OfSpring {}

    @Bean
    @ConditionalOnMissingBean
    CacheHealthIndicator cacheHealthIndicator(
        RedisConnection connection, @Qualifier(REDIS_BREAKER) CircuitBreaker redisBreaker) {
      return new CacheHealthIndicator(connection, redisBreaker);
    }
  }
}
