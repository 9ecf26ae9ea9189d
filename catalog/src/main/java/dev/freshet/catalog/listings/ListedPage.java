package dev.freshet.catalog.listings;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.CategoryPage;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.PageRegistration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A page that shows some of the products.
 *
 * @param key a listing's or a category page's
 * @param params the products that it shows; a category page shows what the first page, of 100
 *     products, of its category's listing by name shows
 */
public record ListedPage(CacheKey key, ListingParams params) implements PageRegistration {

  private static final String HASH = "hash";
  private static final String PARAMS = "params";
  private static final String CATEGORY = "category";

  /** A listing's page. */
  public static ListedPage ofListing(ListingParams params) {
    return new ListedPage(params.key(), params);
  }

  /** A category's page. */
  public static ListedPage ofCategory(long categoryId) {
    return new ListedPage(
        CatalogKeys.category(categoryId),
        new ListingParams(
            categoryId, null, null, null, null, ListingSort.NAME, 1, CategoryPage.MAX_ITEMS));
  }

  /**
   * The entry's fields: {@code hash} and {@code params}, the canonical parameters, of a listing;
   * {@code category}, its id, of a category page.
   */
  @Override
  public Map<String, String> fields() {
    return key.kind().equals(CatalogKeys.LISTING)
        ? Map.of(HASH, params.hash(), PARAMS, params.canonical())
        : Map.of(CATEGORY, String.valueOf(params.categoryId()));
  }

  /**
   * The page whose registration a stream entry holds. Empty if a field is missing, the parameters
   * or the id are not in canonical form, or the hash is not the parameters': no reader of this
   * version can fill such a page. Other fields are ignored.
   */
  public static Optional<ListedPage> of(Map<String, String> fields) {
    @Nullable String category = fields.get(CATEGORY);
    if (category != null) {
      return CatalogKeys.SPACE
          .parse("products:category:" + category)
          .map(key -> ofCategory(Long.parseLong(category)));
    }
    @Nullable String hash = fields.get(HASH);
    @Nullable String canonical = fields.get(PARAMS);
    if (hash == null || canonical == null) {
      return Optional.empty();
    }
    return ListingParams.ofCanonical(canonical)
        .map(ListedPage::ofListing)
        .filter(page -> page.params.hash().equals(hash));
  }
}
