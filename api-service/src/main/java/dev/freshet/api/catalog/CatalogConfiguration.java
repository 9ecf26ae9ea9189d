package dev.freshet.api.catalog;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.freshet.api.catalog.read.CatalogRows;
import dev.freshet.api.catalog.read.JdbcCatalog;
import dev.freshet.api.catalog.write.Categories;
import dev.freshet.api.catalog.write.ProductWrites;
import dev.freshet.cache.ReadThroughCache;
import dev.freshet.cache.trust.CachedKinds;
import dev.freshet.cache.warming.PopularReads;
import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.JsonText;
import dev.freshet.catalog.Product;
import dev.freshet.catalog.ProductSummary;
import dev.freshet.spring.FencedTransactions;
import java.math.BigDecimal;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.ser.std.ToStringSerializer;

@Configuration(proxyBeanMethods = false)
class CatalogConfiguration {

  @Bean
  Migration migration() {
    return new Migration();
  }

  @Bean
  CachedKinds cachedKinds() {
    return new CachedKinds(CatalogKeys.SPACE, Set.of(CatalogKeys.LISTING, CatalogKeys.CATEGORY));
  }

  @Bean
  CatalogRows catalogRows(JsonMapper json) {
    return new CatalogRows(json);
  }

  /** What clients read through. Reads are counted, if that serves anybody. */
  @Bean
  Catalog catalog(
      JdbcClient jdbc,
      CatalogRows rows,
      JsonMapper json,
      ObjectProvider<ReadThroughCache> cache,
      ObjectProvider<PopularReads> popular) {
    JdbcCatalog database = new JdbcCatalog(jdbc, rows);
    Answers answers = new Answers(json);
    ReadThroughCache enabled = cache.getIfAvailable();
    Catalog catalog =
        enabled == null
            ? new UncachedCatalog(database, answers)
            : new CachedCatalog(database, enabled, answers);
    PopularReads counted = popular.getIfAvailable();
    return counted == null ? catalog : new CountingCatalog(catalog, counted);
  }

  @Bean
  ProductWrites productWrites(JdbcClient jdbc, FencedTransactions transactions, CatalogRows rows) {
    return new ProductWrites(jdbc, transactions, new JdbcCatalog(jdbc, rows), rows);
  }

  @Bean
  Categories categories(JdbcClient jdbc, FencedTransactions transactions) {
    return new Categories(jdbc, transactions);
  }

  /** The values know nothing of JSON; here prices become strings, as the contract has them. */
  @Bean
  JsonMapperBuilderCustomizer valuesAsJson() {
    return builder ->
        builder
            .addMixIn(Product.class, PriceAsString.class)
            .addMixIn(ProductSummary.class, PriceAsString.class)
            .addMixIn(JsonText.class, AsItIs.class);
  }

  @SuppressWarnings("UnusedMethod") // Jackson reads the annotation
  private interface PriceAsString {
    @JsonSerialize(using = ToStringSerializer.class)
    BigDecimal price();
  }

  @SuppressWarnings("UnusedMethod") // Jackson reads the annotations
  private interface AsItIs {
    @JsonValue
    @JsonRawValue
    String json();
  }
}
