package dev.freshet.api.cache.config;

import dev.freshet.api.cache.CacheMetrics;
import dev.freshet.api.cache.CacheProperties;
import dev.freshet.api.cache.CacheStore;
import dev.freshet.api.cache.CacheUnavailableException;
import dev.freshet.api.cache.GuardedCacheStore;
import dev.freshet.api.cache.ReadThroughCache;
import dev.freshet.api.cache.WarmingState;
import dev.freshet.api.cache.redis.LettuceCacheStore;
import dev.freshet.api.cache.redis.LettuceCommands;
import dev.freshet.api.cache.redis.LettuceWarmingState;
import dev.freshet.api.cache.trust.CacheTrust;
import dev.freshet.api.cache.trust.CachedKinds;
import dev.freshet.redis.RedisConnection;
import dev.freshet.redis.spring.RedisProperties;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The cache, unless it is switched off. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnCache
class CacheConfiguration {

  @Bean(destroyMethod = "close")
  RedisConnection redisConnection(RedisProperties redis, SslBundles bundles) {
    return RedisConnection.open(redis.settings(bundles));
  }

  @Bean
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
  CacheMetrics cacheMetrics(
      MeterRegistry registry, CircuitBreaker redisBreaker, CachedKinds kinds) {
    CacheMetrics metrics = new CacheMetrics(registry, kinds);
    metrics.observe(redisBreaker);
    return metrics;
  }

  @Bean
  LettuceCommands redisCommands(RedisConnection connection) {
    return new LettuceCommands(connection);
  }

  @Bean
  WarmingState warmingState(LettuceCommands redis, CachedKinds kinds) {
    return new LettuceWarmingState(redis, kinds.keys().namespace());
  }

  @Bean
  CacheStore cacheStore(
      LettuceCommands redis,
      CircuitBreaker redisBreaker,
      CacheMetrics metrics,
      CachedKinds kinds,
      CacheProperties properties) {
    CacheStore store =
        new LettuceCacheStore(
            redis,
            kinds.keys().namespace(),
            properties.lease(),
            properties.registryLimit(),
            properties.registryMemory().toBytes());
    return new GuardedCacheStore(store, redisBreaker, metrics);
  }

  @Bean
  ReadThroughCache readThroughCache(
      CacheStore store, CacheTrust trust, CacheMetrics metrics, CacheProperties properties) {
    return new ReadThroughCache(store, trust, metrics, properties);
  }

  @Bean
  CacheHealthIndicator cacheHealthIndicator(
      RedisConnection connection, CircuitBreaker redisBreaker) {
    return new CacheHealthIndicator(connection, redisBreaker);
  }
}
