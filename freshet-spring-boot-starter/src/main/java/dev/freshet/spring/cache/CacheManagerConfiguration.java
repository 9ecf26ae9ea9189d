package dev.freshet.spring.cache;

import dev.freshet.cache.CacheMetrics;
import dev.freshet.cache.CacheSettings;
import dev.freshet.cache.CacheStore;
import dev.freshet.cache.LookAside;
import dev.freshet.cache.ReadThroughCache;
import dev.freshet.cache.trust.CacheTrust;
import dev.freshet.spring.CurrentFreshness;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.cache.metrics.CacheMeterBinderProvider;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.json.JsonMapper;

/** The caches of {@code freshet.caches}, unless the application has a cache manager of its own. */
@Configuration(proxyBeanMethods = false)
public class CacheManagerConfiguration {

  @Bean
  @ConditionalOnMissingBean
  LookAside lookAside(
      CacheStore store, CacheTrust trust, CacheMetrics metrics, CacheSettings settings) {
    return new LookAside(store, trust, metrics, settings);
  }

  @Bean
  @ConditionalOnMissingBean(CacheManager.class)
  FreshetCacheManager cacheManager(
      CachesProperties properties,
      ReadThroughCache cache,
      LookAside lookAside,
      CacheStore store,
      Surroundings surroundings,
      CurrentFreshness freshness,
      Looks looks,
      MeterRegistry registry,
      ObjectProvider<JsonMapper> json,
      BeanFactory beans) {
    WaitingThreads threads = new WaitingThreads();
    FreshetCache.Means means =
        new FreshetCache.Means(cache, lookAside, store, surroundings, freshness, threads, looks);
    Codecs codecs = new Codecs(json.getIfAvailable(JsonMapper::shared), beans);
    Map<String, FreshetCache> caches = new TreeMap<>();
    properties
        .caches()
        .forEach(
            (name, of) ->
                caches.put(
                    name,
                    new FreshetCache(
                        new CacheKeys(name, of.kind(name), of.template(), of.pages()),
                        new VersionedCodec(name, codecs.of(name, of)),
                        of.contents(name),
                        means,
                        new Bypasses(name, of.kind(name), registry))));
    return new FreshetCacheManager(caches.values(), threads);
  }

  @Bean
  Looks looks() {
    return new Looks();
  }

  @Bean
  static CallsOfMethods callsOfMethodsWithCaches(ObjectProvider<Looks> looks) {
    return new CallsOfMethods(looks);
  }

  /** Where the metrics of caches are. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(CacheMeterBinderProvider.class)
  static class OfMeters {

    @Bean
    @ConditionalOnMissingBean
    FreshetCacheMeters freshetCacheMeters(CacheMetrics metrics) {
      return new FreshetCacheMeters(metrics);
    }
  }

  /** Where there is nothing that a load could be part of. */
  @Bean
  @ConditionalOnMissingBean
  Surroundings surroundings() {
    return Surroundings.NONE;
  }

  /** Where there are transactions. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(TransactionSynchronizationManager.class)
  static class OfTransactions {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(EntityManagerHolder.class)
    static class OfPersistenceContexts {

      @Bean
      @ConditionalOnMissingBean
      Surroundings persistenceContexts() {
        return new TransactionSurroundings(EntityManagerHolder.class::isInstance);
      }
    }

    @Bean
    @ConditionalOnMissingBean
    Surroundings transactions() {
      return new TransactionSurroundings(bound -> false);
    }
  }
}
