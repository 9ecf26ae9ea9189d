package dev.freshet.api.catalog;

import dev.freshet.api.cache.Freshness;
import dev.freshet.api.cache.Read;
import dev.freshet.api.cache.ReadThroughCache;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.CategoryPage;
import dev.freshet.keys.ListingParams;
import dev.freshet.keys.PageRegistration;
import dev.freshet.keys.Product;
import dev.freshet.keys.ProductPage;
import dev.freshet.keys.ValueCodecs;

/** The catalog in the database, behind the cache. */
final class CachedCatalog implements Catalog {

  private final JdbcCatalog database;
  private final ReadThroughCache cache;

  CachedCatalog(JdbcCatalog database, ReadThroughCache cache) {
    this.database = database;
    this.cache = cache;
  }

  @Override
  public Read<Product> product(long id, Freshness freshness) {
    return cache.read(
        CacheKey.product(id),
        freshness,
        ValueCodecs.product(id),
        () -> database.loadProduct(id).orElse(null));
  }

  @Override
  public Read<ProductPage> listing(ListingParams params, Freshness freshness) {
    return cache.read(
        PageRegistration.ofListing(params),
        freshness,
        ValueCodecs.listing(params),
        () -> database.loadListing(params));
  }

  @Override
  public Read<CategoryPage> categoryPage(long id, Freshness freshness) {
    return cache.read(
        PageRegistration.ofCategoryPage(id),
        freshness,
        ValueCodecs.categoryPage(id),
        () -> database.loadCategoryPage(id));
  }
}
