package dev.freshet.benchmarks.peers;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.freshet.spring.FreshetAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.caffeine.CaffeineCache;
import org.springframework.cache.support.SimpleCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * As {@link SpringCacheApplication}, with Caffeine in front of Redis: what is evicted is gone there
 * and in the process that evicts it; others keep it until it expires, as Spring has nothing that
 * tells them.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = FreshetAutoConfiguration.class)
@EnableCaching
@Import(CatalogController.class)
public class TwoLevelSpringApplication {

  /** As long as Freshet keeps a copy. */
  static final int LOCAL_TTL_SECONDS = 30;

  private static final int LOCAL_LIMIT = 10_000;

  public static void main(String[] args) {
    SpringApplication.run(TwoLevelSpringApplication.class, args);
  }

  @Bean
  Catalog catalog(JdbcClient jdbc, JsonMapper json, MeterRegistry meters) {
    return new CacheableCatalog(new DatabaseCatalog(jdbc, json, meters));
  }

  @Bean
  CacheManager cacheManager(RedisConnectionFactory connections) {
    RedisCacheManager redis = SpringCacheApplication.inRedis(connections, false);
    redis.afterPropertiesSet();
    SimpleCacheManager manager = new SimpleCacheManager();
    manager.setCaches(
        List.of("products", "listings", "categories").stream()
            .map(name -> new TwoLevelCache(name, Objects.requireNonNull(redis.getCache(name))))
            .toList());
    return manager;
  }

  private static final class TwoLevelCache extends CaffeineCache {

    private final Cache redis;

    TwoLevelCache(String name, Cache redis) {
      super(
          name,
          Caffeine.newBuilder()
              .maximumSize(LOCAL_LIMIT)
              .expireAfterWrite(Duration.ofSeconds(LOCAL_TTL_SECONDS))
              .build());
      this.redis = redis;
    }

    @Override
    public <T> @Nullable T get(Object key, Callable<T> load) {
      return super.get(key, () -> redis.get(key, load));
    }

    @Override
    public void evict(Object key) {
      redis.evict(key);
      super.evict(key);
    }
  }
}
