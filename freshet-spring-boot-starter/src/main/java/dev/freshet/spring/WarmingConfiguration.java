package dev.freshet.spring;

import dev.freshet.cache.WarmingState;
import dev.freshet.cache.trust.CacheTrust;
import dev.freshet.cache.trust.CachedKinds;
import dev.freshet.cache.trust.InvalidationProgress;
import dev.freshet.cache.warming.PopularReads;
import dev.freshet.cache.warming.WarmingSchedule;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Warming, unless it or the cache is switched off. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnCache
@ConditionalOnExpression("'${freshet.warming.keys:}' != '0'")
class WarmingConfiguration {

  @Bean
  @ConditionalOnMissingBean
  PopularReads popularReads(WarmingProperties properties) {
    return new PopularReads(properties.keys());
  }

  @Bean
  @ConditionalOnMissingBean
  WarmingSchedule warmingSchedule(
      CachedKinds kinds,
      CacheTrust trust,
      InvalidationProgress progress,
      WarmingState state,
      PopularReads popular,
      WarmingProperties properties,
      MeterRegistry registry) {
    return new WarmingSchedule(
        trust, progress, state, popular, properties.rate(), kinds.keys().kinds(), registry);
  }

  /** Runs while the application is ready, and ends before its web server does. */
  @Bean
  ThreadLifecycle warmingLifecycle(WarmingSchedule schedule) {
    return new ThreadLifecycle(
        schedule::start, schedule::stop, schedule::isRunning, ThreadLifecycle.DEFAULT_PHASE);
  }
}
