package dev.freshet.api.catalog;

import dev.freshet.api.cache.Read;
import dev.freshet.api.cache.ReadThroughCache;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.CategoryPage;
import dev.freshet.keys.ListingParams;
import dev.freshet.keys.Product;
import dev.freshet.keys.ProductPage;
import dev.freshet.keys.ValueCodecs;

/** A catalog behind the cache. */
final class CachedCatalog implements Catalog {

  private final Catalog database;
  private final ReadThroughCache cache;

  CachedCatalog(Catalog database, ReadThroughCache cache) {
    this.database = database;
    this.cache = cache;
  }

  @Override
  public Read<Product> product(long id) {
    return cache.read(
        CacheKey.product(id), ValueCodecs.product(id), () -> database.product(id).value());
  }

  @Override
  public Read<ProductPage> listing(ListingParams params) {
    return cache.read(
        params.key(),
        ValueCodecs.listing(params),
        params.registration(),
        () -> database.listing(params).value());
  }

  @Override
  public Read<CategoryPage> categoryPage(long id) {
    return cache.read(
        CacheKey.category(id),
        ValueCodecs.categoryPage(id),
        () -> database.categoryPage(id).value());
  }
}
