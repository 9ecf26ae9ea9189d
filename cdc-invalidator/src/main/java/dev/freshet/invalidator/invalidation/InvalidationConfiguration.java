package dev.freshet.invalidator.invalidation;

import dev.freshet.invalidation.CommitVisibility;
import dev.freshet.invalidation.Fences;
import dev.freshet.invalidation.InvalidationMetrics;
import dev.freshet.invalidation.Invalidator;
import dev.freshet.invalidation.redis.RedisCache;
import dev.freshet.redis.RedisConnection;
import dev.freshet.redis.spring.RedisProperties;
import dev.freshet.rules.listings.ListingIndex;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({RedisProperties.class, ListingProperties.class})
class InvalidationConfiguration {

  @Bean
  RedisConnection redisConnection(RedisProperties properties, SslBundles bundles) {
    return RedisConnection.open(properties.settings(bundles));
  }

  @Bean
  CommitVisibility commitVisibility(JdbcClient database) {
    return new CommitVisibility(new DatabaseTransactions(database));
  }

  @Bean
  RedisCache redisCache(RedisConnection connection) {
    return new RedisCache(connection);
  }

  @Bean
  Fences fences(RedisCache cache) {
    return new Fences(cache);
  }

  @Bean
  Invalidator invalidator(
      CommitVisibility visibility,
      RedisCache cache,
      MeterRegistry registry,
      ListingProperties properties) {
    InvalidationMetrics metrics = new InvalidationMetrics(registry, Clock.systemUTC());
    ListingIndex listings =
        new ListingIndex(cache, properties.maxLive(), metrics::malformedRegistration);
    return new Invalidator(visibility, cache, listings, metrics, System::nanoTime);
  }
}
