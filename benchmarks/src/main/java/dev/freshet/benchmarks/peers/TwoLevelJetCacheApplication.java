package dev.freshet.benchmarks.peers;

import com.alicp.jetcache.anno.CacheInvalidate;
import com.alicp.jetcache.anno.CacheType;
import com.alicp.jetcache.anno.Cached;
import com.alicp.jetcache.anno.config.EnableMethodCache;
import com.alicp.jetcache.anno.support.GlobalCacheConfig;
import com.alicp.jetcache.anno.support.JetCacheBaseBeans;
import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.alicp.jetcache.support.Fastjson2KeyConvertor;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.spring.FreshetAutoConfiguration;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
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
 * As {@link JetCacheApplication}, with Caffeine in front of Redis, which the process that writes
 * tells the others to remove from over a channel of Redis ({@code syncLocal}).
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = FreshetAutoConfiguration.class)
@EnableMethodCache(basePackages = "dev.freshet.benchmarks.peers")
@Import({JetCacheBaseBeans.class, CatalogController.class})
public class TwoLevelJetCacheApplication {

  private static final int LOCAL_LIMIT = 10_000;

  public static void main(String[] args) {
    SpringApplication.run(TwoLevelJetCacheApplication.class, args);
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
    config.setLocalCacheBuilders(
        Map.of(
            "default",
            CaffeineCacheBuilder.createCaffeineCacheBuilder()
                .limit(LOCAL_LIMIT)
                .keyConvertor(Fastjson2KeyConvertor.INSTANCE)));
    config.setRemoteCacheBuilders(
        Map.of(
            "default",
            JetCacheApplication.remote(jetCacheRedis)
                .broadcastChannel("jet-local")
                .pubSubConnection(jetCacheRedis.connectPubSub(ByteArrayCodec.INSTANCE))));
    return config;
  }

  static class CachedCatalog implements Catalog {

    private final Catalog database;

    CachedCatalog(Catalog database) {
      this.database = database;
    }

    @Override
    @Cached(
        name = "jet2:product:",
        key = "#id",
        expire = JetCacheApplication.TTL_SECONDS,
        localExpire = TwoLevelSpringApplication.LOCAL_TTL_SECONDS,
        cacheType = CacheType.BOTH,
        syncLocal = true)
    public PeerProduct product(long id) {
      return database.product(id);
    }

    @Override
    @Cached(
        name = "jet2:listing:",
        key = "#params.canonical()",
        expire = JetCacheApplication.TTL_SECONDS,
        localExpire = TwoLevelSpringApplication.LOCAL_TTL_SECONDS,
        cacheType = CacheType.BOTH,
        syncLocal = true)
    public PeerPage listing(ListingParams params) {
      return database.listing(params);
    }

    @Override
    @Cached(
        name = "jet2:category:",
        expire = JetCacheApplication.TTL_SECONDS,
        localExpire = TwoLevelSpringApplication.LOCAL_TTL_SECONDS,
        cacheType = CacheType.BOTH,
        syncLocal = true)
    public PeerCategoryPage categoryPage(long id) {
      return database.categoryPage(id);
    }

    @Override
    @CacheInvalidate(name = "jet2:product:", key = "#id")
    public void setStock(long id, int stock) {
      database.setStock(id, stock);
    }
  }
}
