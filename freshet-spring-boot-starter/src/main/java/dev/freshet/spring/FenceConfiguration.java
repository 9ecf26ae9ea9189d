package dev.freshet.spring;

import dev.freshet.cache.fence.Fence;
import dev.freshet.cache.fence.FenceMetrics;
import dev.freshet.cache.fence.InvalidatorFence;
import dev.freshet.cache.fence.InvalidatorWatch;
import dev.freshet.cache.fence.Staleness;
import dev.freshet.cache.trust.AgedWatermark;
import dev.freshet.cache.trust.CachedKinds;
import dev.freshet.cache.trust.InvalidationProgress;
import dev.freshet.time.Ticker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Waiting for the invalidator, and knowing how far it is. */
@Configuration(proxyBeanMethods = false)
class FenceConfiguration {

  /** Where there are transactions by JDBC. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({JdbcClient.class, TransactionTemplate.class})
  static class OfTransactions {

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean({JdbcClient.class, TransactionTemplate.class})
    FencedTransactions fencedTransactions(
        JdbcClient jdbc, TransactionTemplate transaction, Fence fence) {
      return new FencedTransactions(jdbc, transaction, fence);
    }
  }

  /** Without a cache, every read sees every commit. */
  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBooleanProperty(name = "freshet.cache.enabled", havingValue = false)
  Fence fenceOfNoCache() {
    return token -> true;
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnCache
  static class OfTheCache {

    @Bean
    @ConditionalOnMissingBean
    Staleness staleness(
        InvalidationProgress progress,
        StalenessProperties properties,
        CachedKinds kinds,
        MeterRegistry registry) {
      Staleness staleness = new Staleness(progress, properties.bound(), Ticker.SYSTEM, kinds);
      Gauge.builder("cache.staleness", staleness, OfTheCache::seconds)
          .description("How stale a value that is read from the cache now can be at most")
          .baseUnit("seconds")
          .register(registry);
      return staleness;
    }

    @Bean
    @ConditionalOnMissingBean
    InvalidatorWatch invalidatorWatch(
        InvalidationProgress progress, Staleness staleness, MeterRegistry registry) {
      InvalidatorWatch watch = new InvalidatorWatch(progress, staleness, Ticker.SYSTEM);
      Gauge.builder("cache.watermark.age", watch, OfTheCache::ageInSeconds)
          .description("Time since the invalidator last said how far it has come")
          .baseUnit("seconds")
          .register(registry);
      return watch;
    }

    @Bean
    @ConditionalOnMissingBean
    Fence fence(
        InvalidationProgress progress,
        InvalidatorWatch watch,
        MeterRegistry registry,
        FenceProperties properties) {
      return new InvalidatorFence(
          progress, watch, new FenceMetrics(registry), properties.timeout(), Ticker.SYSTEM);
    }

    @Bean
    @ConditionalOnMissingBean
    InvalidatorHealthIndicator invalidatorHealthIndicator(
        InvalidatorWatch watch, Staleness staleness) {
      return new InvalidatorHealthIndicator(watch, staleness);
    }

    /** Looks before the web server starts, and until after it has stopped. */
    @Bean
    ThreadLifecycle invalidatorWatchLifecycle(InvalidatorWatch watch) {
      return new ThreadLifecycle(watch::start, watch::stop, watch::isRunning, 0);
    }

    private static double ageInSeconds(InvalidatorWatch watch) {
      return seconds(watch.watermark().map(AgedWatermark::age));
    }

    private static double seconds(Staleness staleness) {
      return seconds(staleness.atMost());
    }

    private static double seconds(Optional<Duration> time) {
      return time.map(known -> (double) known.toNanos() / TimeUnit.SECONDS.toNanos(1))
          .orElse(Double.NaN);
    }
  }
}
