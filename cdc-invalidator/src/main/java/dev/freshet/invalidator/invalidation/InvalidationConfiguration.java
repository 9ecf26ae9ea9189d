package dev.freshet.invalidator.invalidation;

import dev.freshet.invalidation.InvalidationMetrics;
import dev.freshet.invalidation.Invalidator;
import dev.freshet.invalidation.cache.Cache;
import dev.freshet.invalidation.cache.Fences;
import dev.freshet.invalidation.redis.RedisCache;
import dev.freshet.invalidation.visibility.CommitVisibility;
import dev.freshet.redis.RedisConnection;
import dev.freshet.redis.spring.RedisProperties;
import dev.freshet.rules.Rules;
import dev.freshet.rules.RulesException;
import dev.freshet.rules.listings.ListingIndex;
import dev.freshet.rules.listings.RegistryStream;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
  RedisProperties.class,
  ListingProperties.class,
  RulesProperties.class
})
class InvalidationConfiguration {

  @Bean
  RedisConnection redisConnection(RedisProperties properties, SslBundles bundles) {
    return RedisConnection.open(properties.settings(bundles));
  }

  @Bean
  Rules rules(RulesProperties properties) throws RulesException {
    return properties.rules();
  }

  @Bean
  CommitVisibility commitVisibility(JdbcClient database, DataSource dataSource, Rules rules) {
    return new CommitVisibility(new DatabaseTransactions(database, dataSource, rules.tables()));
  }

  @Bean
  RedisCache redisCache(RedisConnection connection, Rules rules) {
    return new RedisCache(connection, rules.namespace());
  }

  @Bean
  Fences fences(RedisCache cache) {
    return new Fences(cache);
  }

  @Bean
  Invalidator invalidator(
      Rules rules,
      CommitVisibility visibility,
      Cache cache,
      RegistryStream pages,
      MeterRegistry registry,
      ListingProperties properties) {
    InvalidationMetrics metrics =
        new InvalidationMetrics(registry, Clock.systemUTC(), rules.kinds());
    ListingIndex listings =
        new ListingIndex(
            pages,
            properties.maxLive(),
            metrics::malformedRegistration,
            rules.tagIndex(metrics::refused),
            rules.listedPages());
    return new Invalidator(rules, visibility, cache, listings, metrics, System::nanoTime);
  }
}
