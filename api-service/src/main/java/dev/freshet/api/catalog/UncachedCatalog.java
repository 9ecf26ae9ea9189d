package dev.freshet.api.catalog;

import dev.freshet.api.catalog.read.JdbcCatalog;
import dev.freshet.cache.Read;
import dev.freshet.cache.trust.Freshness;
import dev.freshet.catalog.listings.ListingParams;
import org.jspecify.annotations.Nullable;

/** The catalog in the database, and nothing between. */
final class UncachedCatalog implements Catalog {

  private final JdbcCatalog database;
  private final Answers answers;

  UncachedCatalog(JdbcCatalog database, Answers answers) {
    this.database = database;
    this.answers = answers;
  }

  @Override
  public Read<byte[]> product(long id, Freshness freshness) {
    return answer(database.loadProduct(id).orElse(null));
  }

  @Override
  public Read<byte[]> listing(ListingParams params, Freshness freshness) {
    return answer(database.loadListing(params).value());
  }

  @Override
  public Read<byte[]> categoryPage(long id, Freshness freshness) {
    return answer(database.loadCategoryPage(id).value());
  }

  private Read<byte[]> answer(@Nullable Object value) {
    return Read.uncached(value).map(answers::of).map(Answer::json);
  }
}
