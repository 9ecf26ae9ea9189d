package dev.freshet.api.fence;

import dev.freshet.api.cache.InvalidationProgress;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
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
  @ConditionalOnBooleanProperty(name = "freshet.cache.enabled", matchIfMissing = true)
  static class OfTheCache {

    @Bean
    InvalidatorWatch invalidatorWatch(InvalidationProgress progress, MeterRegistry registry) {
      InvalidatorWatch watch = new InvalidatorWatch(progress, Ticker.SYSTEM);
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
    InvalidatorHealthIndicator invalidatorHealthIndicator(InvalidatorWatch watch) {
      return new InvalidatorHealthIndicator(watch);
    }

    private static double ageInSeconds(InvalidatorWatch watch) {
      return watch
          .watermark()
          .map(seen -> (double) seen.age().toNanos() / TimeUnit.SECONDS.toNanos(1))
          .orElse(Double.NaN);
    }
  }
}
