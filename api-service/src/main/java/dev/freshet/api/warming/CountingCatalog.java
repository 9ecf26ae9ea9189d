package dev.freshet.api.warming;

import dev.freshet.api.cache.Freshness;
import dev.freshet.api.cache.Read;
import dev.freshet.api.catalog.Catalog;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.CategoryPage;
import dev.freshet.keys.ListingParams;
import dev.freshet.keys.Product;
import dev.freshet.keys.ProductPage;
import java.util.function.Function;

/** Counts what is read and exists. */
final class CountingCatalog implements Catalog {

  private final Catalog catalog;
  private final PopularReads popular;

  CountingCatalog(Catalog catalog, PopularReads popular) {
    this.catalog = catalog;
    this.popular = popular;
  }

  @Override
  public Read<Product> product(long id, Freshness freshness) {
    return counted(
        catalog.product(id, freshness),
        CacheKey.product(id),
        again -> again.product(id, Freshness.AS_CACHED));
  }

  @Override
  public Read<ProductPage> listing(ListingParams params, Freshness freshness) {
    return counted(
        catalog.listing(params, freshness),
        params.key(),
        again -> again.listing(params, Freshness.AS_CACHED));
  }

  @Override
  public Read<CategoryPage> categoryPage(long id, Freshness freshness) {
    return counted(
        catalog.categoryPage(id, freshness),
        CacheKey.category(id),
        again -> again.categoryPage(id, Freshness.AS_CACHED));
  }

  private <V> Read<V> counted(Read<V> read, CacheKey key, Function<Catalog, Read<?>> again) {
    if (read.value() != null) {
      popular.count(new PopularRead(key, again));
    }
    return read;
  }
}
