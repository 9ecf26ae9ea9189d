package dev.freshet.api.catalog;

import dev.freshet.cache.Read;
import dev.freshet.cache.trust.Freshness;
import dev.freshet.cache.warming.PopularRead;
import dev.freshet.cache.warming.PopularReads;
import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.listings.ListingParams;

/** Counts what is read and exists. */
final class CountingCatalog implements Catalog {

  private final Catalog catalog;
  private final PopularReads popular;

  CountingCatalog(Catalog catalog, PopularReads popular) {
    this.catalog = catalog;
    this.popular = popular;
  }

  @Override
  public Read<byte[]> product(long id, Freshness freshness) {
    return counted(
        catalog.product(id, freshness),
        new PopularRead(CatalogKeys.PRODUCT, id, () -> catalog.product(id, Freshness.AS_CACHED)));
  }

  @Override
  public Read<byte[]> listing(ListingParams params, Freshness freshness) {
    return counted(
        catalog.listing(params, freshness),
        new PopularRead(
            CatalogKeys.LISTING, params, () -> catalog.listing(params, Freshness.AS_CACHED)));
  }

  @Override
  public Read<byte[]> categoryPage(long id, Freshness freshness) {
    return counted(
        catalog.categoryPage(id, freshness),
        new PopularRead(
            CatalogKeys.CATEGORY, id, () -> catalog.categoryPage(id, Freshness.AS_CACHED)));
  }

  private Read<byte[]> counted(Read<byte[]> read, PopularRead popularRead) {
    if (read.value() != null) {
      popular.count(popularRead);
    }
    return read;
  }
}
