package dev.freshet.catalog.listings;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.PageRegistration;
import java.util.Map;

/**
 * A page that shows some of the products, of {@link ListedPages}.
 *
 * @param key a listing's or a category page's
 * @param params the products that it shows; a category page shows what the first page, of 100
 *     products, of its category's listing by name shows
 */
public record ListedPage(CacheKey key, ListingParams params) implements PageRegistration {

  static final String HASH = "hash";
  static final String PARAMS = "params";
  static final String CATEGORY = "category";

  /**
   * The entry's fields: {@code hash} and {@code params}, the canonical parameters, of a listing;
   * {@code category}, its id, of a category page.
   */
  @Override
  public Map<String, String> fields() {
    return key.kind().equals(ListedPages.LISTING)
        ? Map.of(HASH, params.hash(), PARAMS, params.canonical())
        : Map.of(CATEGORY, String.valueOf(params.categoryId()));
  }
}
