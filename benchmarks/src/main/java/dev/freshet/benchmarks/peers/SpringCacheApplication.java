package dev.freshet.benchmarks.peers;

import dev.freshet.spring.FreshetAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.serializer.JacksonJsonRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * Spring's {@code @Cacheable} on a {@code RedisCacheManager}, with a JSON serializer for each
 * cache's type, and {@code sync}. With the writer that is the default, {@code sync} keeps nobody
 * from loading; with the locking one, the cache's lock in Redis does.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = FreshetAutoConfiguration.class)
@EnableCaching
@Import(CatalogController.class)
public class SpringCacheApplication {

  /** The environment variable that chooses the writer. */
  public static final String LOCKING = "PEER_LOCKING";

  static final Duration TTL = Duration.ofMinutes(5);

  public static void main(String[] args) {
    SpringApplication.run(SpringCacheApplication.class, args);
  }

  @Bean
  Catalog catalog(JdbcClient jdbc, JsonMapper json, MeterRegistry meters) {
    return new CacheableCatalog(new DatabaseCatalog(jdbc, json, meters));
  }

  @Bean
  RedisCacheManager cacheManager(
      RedisConnectionFactory connections, @Value("${" + LOCKING + ":false}") boolean locking) {
    return inRedis(connections, locking);
  }

  static RedisCacheManager inRedis(RedisConnectionFactory connections, boolean locking) {
    return RedisCacheManager.builder(
            locking
                ? RedisCacheWriter.lockingRedisCacheWriter(connections)
                : RedisCacheWriter.nonLockingRedisCacheWriter(connections))
        .withCacheConfiguration("products", json(PeerProduct.class))
        .withCacheConfiguration("listings", json(PeerPage.class))
        .withCacheConfiguration("categories", json(PeerCategoryPage.class))
        .build();
  }

  private static RedisCacheConfiguration json(Class<?> type) {
    return RedisCacheConfiguration.defaultCacheConfig()
        .entryTtl(TTL)
        .serializeValuesWith(
            SerializationPair.fromSerializer(new JacksonJsonRedisSerializer<>(type)));
  }
}
