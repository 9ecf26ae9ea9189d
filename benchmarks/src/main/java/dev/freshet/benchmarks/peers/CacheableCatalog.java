package dev.freshet.benchmarks.peers;

import dev.freshet.catalog.listings.ListingParams;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;

/** The catalog behind Spring's cache abstraction, whatever the caches are. */
class CacheableCatalog implements Catalog {

  private final Catalog database;

  CacheableCatalog(Catalog database) {
    this.database = database;
  }

  @Override
  @Cacheable(cacheNames = "products", sync = true)
  public PeerProduct product(long id) {
    return database.product(id);
  }

  @Override
  @Cacheable(cacheNames = "listings", key = "#params.canonical()", sync = true)
  public PeerPage listing(ListingParams params) {
    return database.listing(params);
  }

  @Override
  @Cacheable(cacheNames = "categories", sync = true)
  public PeerCategoryPage categoryPage(long id) {
    return database.categoryPage(id);
  }

  @Override
  @CacheEvict(cacheNames = "products", key = "#id")
  public void setStock(long id, int stock) {
    database.setStock(id, stock);
  }
}
