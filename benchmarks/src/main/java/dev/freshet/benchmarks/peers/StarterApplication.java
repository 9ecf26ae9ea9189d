package dev.freshet.benchmarks.peers;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * Spring's {@code @Cacheable} on Freshet's starter: the values of {@link SpringCacheApplication},
 * as JSON too.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableCaching
@Import(CatalogController.class)
public class StarterApplication {

  public static void main(String[] args) {
    new SpringApplicationBuilder(StarterApplication.class)
        .properties(
            Map.of(
                "freshet.namespace", "starter",
                "freshet.caches.products.key", "starter:product:{id:int}",
                "freshet.caches.products.kind", "product",
                "freshet.caches.products.type", PeerProduct.class.getName(),
                "freshet.caches.listings.key", "starter:listing:{params}",
                "freshet.caches.listings.kind", "listing",
                "freshet.caches.listings.type", PeerPage.class.getName(),
                "freshet.caches.categories.key", "starter:category:{id:int}",
                "freshet.caches.categories.kind", "category",
                "freshet.caches.categories.type", PeerCategoryPage.class.getName()))
        .run(args);
  }

  @Bean
  Catalog catalog(JdbcClient jdbc, JsonMapper json, MeterRegistry meters) {
    return new CacheableCatalog(new DatabaseCatalog(jdbc, json, meters));
  }
}
