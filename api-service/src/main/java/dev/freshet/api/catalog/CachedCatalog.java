package dev.freshet.api.catalog;

import dev.freshet.api.catalog.read.JdbcCatalog;
import dev.freshet.cache.Loaded;
import dev.freshet.cache.Read;
import dev.freshet.cache.ReadThroughCache;
import dev.freshet.cache.trust.Freshness;
import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.catalog.values.ValueCodecs;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.PageRegistration;
import dev.freshet.keys.RowId;
import dev.freshet.keys.ValueCodec;
import java.util.function.Supplier;

/** The catalog in the database, behind the cache. */
final class CachedCatalog implements Catalog {

  private final JdbcCatalog database;
  private final ReadThroughCache cache;
  private final Answers answers;

  CachedCatalog(JdbcCatalog database, ReadThroughCache cache, Answers answers) {
    this.database = database;
    this.cache = cache;
    this.answers = answers;
  }

  @Override
  public Read<byte[]> product(long id, Freshness freshness) {
    CacheKey key = CatalogKeys.product(id);
    return cache
        .read(
            key,
            freshness,
            answers.codec(ValueCodecs.product(id)),
            () -> database.loadProduct(id).map(answers::of).orElse(null))
        .map(Answer::json);
  }

  @Override
  public Read<byte[]> listing(ListingParams params, Freshness freshness) {
    return page(
        ListedPages.CATALOG.listing(params),
        freshness,
        ValueCodecs.listing(params),
        () -> database.loadListing(params));
  }

  @Override
  public Read<byte[]> categoryPage(long id, Freshness freshness) {
    return page(
        ListedPages.CATALOG.category(RowId.of(id)),
        freshness,
        ValueCodecs.categoryPage(id),
        () -> database.loadCategoryPage(id));
  }

  private <V> Read<byte[]> page(
      PageRegistration registration,
      Freshness freshness,
      ValueCodec<V> codec,
      Supplier<Loaded<V>> load) {
    return cache
        .read(registration, freshness, answers.codec(codec), () -> load.get().map(answers::of))
        .map(Answer::json);
  }
}
