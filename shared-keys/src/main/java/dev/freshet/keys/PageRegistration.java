package dev.freshet.keys;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the stream {@link CacheKeys#PAGE_REGISTRY}: this page may be cached from now on, for
 * {@link Lifetimes#REGISTRATION}. A reader appends it while it holds the page's lease and before it
 * loads.
 *
 * @param key a listing's or a category page's
 * @param params the products that it shows; a category page shows what the first page, of 100
 *     products, of its category's listing by name shows
 */
public record PageRegistration(CacheKey key, ListingParams params) {

  private static final String HASH = "hash";
  private static final String PARAMS = "params";
  private static final String CATEGORY = "category";

  /** The registration of a listing's page. */
  public static PageRegistration ofListing(ListingParams params) {
    return new PageRegistration(params.key(), params);
  }

  /** The registration of a category page. */
  public static PageRegistration ofCategoryPage(long categoryId) {
    return new PageRegistration(
        CacheKey.category(categoryId),
        new ListingParams(
            categoryId, null, null, null, null, ListingSort.NAME, 1, CategoryPage.MAX_ITEMS));
  }

  /**
   * The entry's fields: {@code hash} and {@code params}, the canonical parameters, of a listing;
   * {@code category}, its id, of a category page.
   */
  public Map<String, String> fields() {
    return key.kind() == CachedKind.LISTING
        ? Map.of(HASH, params.hash(), PARAMS, params.canonical())
        : Map.of(CATEGORY, String.valueOf(params.categoryId()));
  }

  /**
   * The registration that a stream entry holds. Empty if a field is missing, the parameters or the
   * id are not in canonical form, or the hash is not the parameters': no reader of this version can
   * fill such a page. Other fields are ignored.
   */
  public static Optional<PageRegistration> of(Map<String, String> fields) {
    @Nullable String category = fields.get(CATEGORY);
    if (category != null) {
      return CacheKey.parse(CachedKind.CATEGORY.prefix() + category)
          .map(key -> ofCategoryPage(Long.parseLong(category)));
    }
    @Nullable String hash = fields.get(HASH);
    @Nullable String canonical = fields.get(PARAMS);
    if (hash == null || canonical == null) {
      return Optional.empty();
    }
    return ListingParams.ofCanonical(canonical)
        .map(PageRegistration::ofListing)
        .filter(registration -> registration.params.hash().equals(hash));
  }
}
