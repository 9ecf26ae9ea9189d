package dev.freshet.invalidator.invalidation;

import dev.freshet.invalidation.InvalidationListener;
import dev.freshet.invalidation.InvalidationMetrics;
import dev.freshet.invalidation.Invalidator;
import dev.freshet.invalidation.cache.Cache;
import dev.freshet.invalidation.cache.Fences;
import dev.freshet.invalidation.near.LeasedCopies;
import dev.freshet.invalidation.near.NearStore;
import dev.freshet.invalidation.redis.RedisCache;
import dev.freshet.invalidation.redis.RedisNear;
import dev.freshet.invalidation.visibility.CommitVisibility;
import dev.freshet.keys.near.NearTerms;
import dev.freshet.redis.RedisConnection;
import dev.freshet.redis.RedisSettings;
import dev.freshet.redis.spring.RedisProperties;
import dev.freshet.rules.Rules;
import dev.freshet.rules.RulesException;
import dev.freshet.rules.listings.ListingIndex;
import dev.freshet.rules.listings.RegistryStream;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
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

  private static final String NEAR_CONNECTION = "nearConnection";
  private static final Duration BLOCK = Duration.ofSeconds(1);
  private static final Duration SHORTEST_ACKNOWLEDGEMENT = Duration.ofNanos(100_000);

  @Bean
  RedisSettings redisSettings(RedisProperties properties, SslBundles bundles) {
    return properties.settings(bundles);
  }

  @Bean
  RedisConnection redisConnection(RedisSettings settings) {
    return RedisConnection.open(settings);
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

  /** Of its own, as it waits in Redis; not for who wants a connection. */
  @Bean(name = NEAR_CONNECTION, defaultCandidate = false)
  RedisConnection nearConnection(RedisSettings settings) {
    return RedisConnection.open(settings);
  }

  @Bean
  RedisNear redisNear(
      RedisConnection connection,
      @Qualifier(NEAR_CONNECTION) RedisConnection waiting,
      RedisSettings settings,
      Rules rules) {
    return new RedisNear(connection, waiting, settings.blocking(BLOCK), rules.namespace());
  }

  @Bean
  Timer nearAcknowledgements(MeterRegistry registry) {
    return Timer.builder("cdc.near.acknowledgement")
        .description(
            "From a deletion's publication until a process has said that its copies are gone")
        .publishPercentileHistogram()
        .minimumExpectedValue(SHORTEST_ACKNOWLEDGEMENT)
        .maximumExpectedValue(NearTerms.TERM.multipliedBy(2))
        .register(registry);
  }

  /** The bean's name is the indicator's. */
  @Bean
  NearHealth nearHealthIndicator(LeasedCopies copies, Timer nearAcknowledgements) {
    return new NearHealth(copies, nearAcknowledgements);
  }

  @Bean(initMethod = "start", destroyMethod = "stop")
  LeasedCopies leasedCopies(NearStore store, Timer nearAcknowledgements, MeterRegistry registry) {
    LeasedCopies copies = new LeasedCopies(store, System::nanoTime, nearAcknowledgements::record);
    Gauge.builder("cdc.near.sessions", copies, LeasedCopies::sessions)
        .description("Processes that may answer from their memory")
        .register(registry);
    FunctionCounter.builder("cdc.near.expelled", copies, LeasedCopies::expelled)
        .description("Processes that lost that right, as they were silent")
        .register(registry);
    return copies;
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
      LeasedCopies copies,
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
    return new Invalidator(
        rules,
        visibility,
        cache,
        listings,
        metrics,
        System::nanoTime,
        InvalidationListener.NONE,
        copies);
  }
}
