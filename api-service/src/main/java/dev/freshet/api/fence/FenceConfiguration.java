package dev.freshet.api.fence;

import dev.freshet.api.cache.config.ConditionalOnCache;
import dev.freshet.api.cache.trust.AgedWatermark;
import dev.freshet.api.cache.trust.CachedKinds;
import dev.freshet.api.cache.trust.InvalidationProgress;
import dev.freshet.time.Ticker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class FenceConfiguration {

  /** Without a cache, every read sees every commit. */
  @Bean
  @ConditionalOnBooleanProperty(name = "freshet.cache.enabled", havingValue = false)
  Fence fenceOfNoCache() {
    return token -> true;
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnCache
  static class OfTheCache {

    @Bean
    Staleness staleness(
        InvalidationProgress progress,
        StalenessProperties properties,
        CachedKinds kinds,
        MeterRegistry registry) {
      Staleness staleness =
          new Staleness(progress, properties.bound(), Ticker.SYSTEM, kinds.keys());
      Gauge.builder("cache.staleness", staleness, OfTheCache::seconds)
          .description("How stale a value that is read from the cache now can be at most")
          .baseUnit("seconds")
          .register(registry);
      return staleness;
    }

    @Bean
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
    Fence fence(
        InvalidationProgress progress,
        InvalidatorWatch watch,
        MeterRegistry registry,
        FenceProperties properties) {
      return new InvalidatorFence(
          progress, watch, new FenceMetrics(registry), properties.timeout(), Ticker.SYSTEM);
    }

    @Bean
    InvalidatorHealthIndicator invalidatorHealthIndicator(
        InvalidatorWatch watch, Staleness staleness) {
      return new InvalidatorHealthIndicator(watch, staleness);
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
