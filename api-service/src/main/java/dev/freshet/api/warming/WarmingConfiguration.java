package dev.freshet.api.warming;

import dev.freshet.api.cache.WarmingState;
import dev.freshet.api.cache.config.ConditionalOnCache;
import dev.freshet.api.cache.trust.CacheTrust;
import dev.freshet.api.cache.trust.CachedKinds;
import dev.freshet.api.cache.trust.InvalidationProgress;
import dev.freshet.api.catalog.Catalog;
import dev.freshet.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.UnaryOperator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Warming, unless it or the cache is switched off. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnCache
@ConditionalOnExpression("'${freshet.warming.keys:}' != '0'")
class WarmingConfiguration {

  @Bean
  PopularReads popularReads(WarmingProperties properties) {
    return new PopularReads(properties.keys());
  }

  /** What clients read through. */
  @Bean
  UnaryOperator<Catalog> counting(PopularReads popular) {
    return catalog -> new CountingCatalog(catalog, popular);
  }

  @Bean
  WarmingSchedule warmingSchedule(
      CachedKinds kinds,
      CacheTrust trust,
      InvalidationProgress progress,
      WarmingState state,
      PopularReads popular,
      WarmingProperties properties,
      MeterRegistry registry) {
    Warmer warmer =
        new Warmer(
            trust,
            progress,
            state,
            popular,
            new WarmingMetrics(registry, kinds.keys().kinds()),
            properties.rate(),
            Ticker.SYSTEM);
    return new WarmingSchedule(warmer, popular);
  }
}
