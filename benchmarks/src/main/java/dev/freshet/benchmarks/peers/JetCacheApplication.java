package dev.freshet.benchmarks.peers;

import com.alicp.jetcache.anno.CacheInvalidate;
import com.alicp.jetcache.anno.CacheType;
import com.alicp.jetcache.anno.Cached;
import com.alicp.jetcache.anno.config.EnableMethodCache;
import com.alicp.jetcache.anno.support.GlobalCacheConfig;
import com.alicp.jetcache.anno.support.JetCacheBaseBeans;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder.RedisLettuceCacheBuilderImpl;
import com.alicp.jetcache.support.Fastjson2KeyConvertor;
import com.alicp.jetcache.support.Kryo5ValueDecoder;
import com.alicp.jetcache.support.Kryo5ValueEncoder;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.spring.FreshetAutoConfiguration;
import io.lettuce.core.RedisClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * JetCache's {@code @Cached} in Redis through Lettuce, as its documentation has it for Spring
 * without its starter: the beans imported, values by Kryo 5, keys by fastjson2.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = FreshetAutoConfiguration.class)
@EnableMethodCache(basePackages = "dev.freshet.benchmarks.peers")
@Import({JetCacheBaseBeans.class, CatalogController.class})
public class JetCacheApplication {

  static final int TTL_SECONDS = 300;

  public static void main(String[] args) {
    SpringApplication.run(JetCacheApplication.class, args);
  }

  @Bean
  Catalog catalog(JdbcClient jdbc, JsonMapper json, MeterRegistry meters) {
    return new CachedCatalog(new DatabaseCatalog(jdbc, json, meters));
  }

  @Bean(destroyMethod = "shutdown")
  RedisClient jetCacheRedis(@Value("${spring.data.redis.url}") String url) {
    return RedisClient.create(url);
  }

  @Bean
  GlobalCacheConfig jetCacheConfig(RedisClient jetCacheRedis) {
    GlobalCacheConfig config = new GlobalCacheConfig();
    config.setLocalCacheBuilders(Map.of());
    config.setRemoteCacheBuilders(Map.of("default", remote(jetCacheRedis)));
    return config;
  }

  static RedisLettuceCacheBuilderImpl remote(RedisClient redis) {
    return RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
        .keyConvertor(Fastjson2KeyConvertor.INSTANCE)
        .valueEncoder(Kryo5ValueEncoder.INSTANCE)
        .valueDecoder(Kryo5ValueDecoder.INSTANCE)
        .redisClient(redis);
  }

  static class CachedCatalog implements Catalog {

    private final Catalog database;

    CachedCatalog(Catalog database) {
      this.database = database;
    }

    @Override
    @Cached(name = "jet:product:", key = "#id", expire = TTL_SECONDS, cacheType = CacheType.REMOTE)
    public PeerProduct product(long id) {
      return database.product(id);
    }

    @Override
    @Cached(
        name = "jet:listing:",
        key = "#params.canonical()",
        expire = TTL_SECONDS,
        cacheType = CacheType.REMOTE)
    public PeerPage listing(ListingParams params) {
      return database.listing(params);
    }

    @Override
    @Cached(name = "jet:category:", expire = TTL_SECONDS, cacheType = CacheType.REMOTE)
    public PeerCategoryPage categoryPage(long id) {
      return database.categoryPage(id);
    }

    @Override
    @CacheInvalidate(name = "jet:product:", key = "#id")
    public void setStock(long id, int stock) {
      database.setStock(id, stock);
    }
  }
}
