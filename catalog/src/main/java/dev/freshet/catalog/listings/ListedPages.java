package dev.freshet.catalog.listings;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.CategoryPage;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.KeySpace;
import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Kind;
import dev.freshet.keys.RowId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The listings and category pages of one set of rules with a matcher: the kinds {@code listing} and
 * {@code category}, whose keys have one placeholder each, the parameters' hash and the category's
 * id.
 */
public final class ListedPages {

  public static final Kind LISTING = new Kind("listing");
  public static final Kind CATEGORY = new Kind("category");

  /** Those of rules without a matcher. */
  public static final ListedPages NONE = new ListedPages(Map.of());

  /** Those of the bundled rules. */
  public static final ListedPages CATALOG = new ListedPages(CatalogKeys.SPACE);

  private final Map<Kind, KeyTemplate> templates;

  /**
   * @param keys how the rules write them; rules may have only one of the two kinds
   * @throws IllegalArgumentException if one is written in several ways, or with more than one value
   */
  public ListedPages(KeySpace keys) {
    this(
        List.of(LISTING, CATEGORY).stream()
            .filter(keys.kinds()::contains)
            .collect(Collectors.toMap(kind -> kind, kind -> only(kind, keys.templates(kind)))));
  }

  private ListedPages(Map<Kind, KeyTemplate> templates) {
    this.templates = Map.copyOf(templates);
  }

  private static KeyTemplate only(Kind kind, List<KeyTemplate> templates) {
    if (templates.size() != 1 || templates.get(0).placeholders().size() != 1) {
      throw new IllegalArgumentException(
          "kind %s must have one key with one placeholder, not %s".formatted(kind, templates));
    }
    return templates.get(0);
  }

  /**
   * A listing's page.
   *
   * @throws IllegalArgumentException if the rules have no listings
   */
  public ListedPage listing(ListingParams params) {
    return new ListedPage(
        listingKey(params.hash()).orElseThrow(() -> new IllegalArgumentException("no listings")),
        params);
  }

  /**
   * A category's page.
   *
   * @throws IllegalArgumentException if the rules have none with this id
   */
  public ListedPage category(RowId category) {
    return new ListedPage(
        categoryKey(category.text())
            .orElseThrow(
                () -> new IllegalArgumentException("no category page can have the id " + category)),
        new ListingParams(
            category, null, null, null, null, ListingSort.NAME, 1, CategoryPage.MAX_ITEMS));
  }

  /** The category page with this key; empty if it is none. */
  public Optional<ListedPage> categoryPage(CacheKey key) {
    return Optional.ofNullable(templates.get(CATEGORY))
        .filter(any -> key.kind().equals(CATEGORY))
        .flatMap(template -> template.values(key.name()))
        .flatMap(values -> registered(Map.of(ListedPage.CATEGORY, values.get(0))));
  }

  /**
   * The key of a listing; empty if the rules have none.
   *
   * @param hash of its parameters
   */
  public Optional<CacheKey> listingKey(String hash) {
    return key(LISTING, hash);
  }

  /** The key of a category page; empty if the rules have none, or none with this id. */
  public Optional<CacheKey> categoryKey(String category) {
    return key(CATEGORY, category);
  }

  private Optional<CacheKey> key(Kind kind, String value) {
    return Optional.ofNullable(templates.get(kind))
        .flatMap(template -> template.key(List.of(value)))
        .map(name -> new CacheKey(kind, name));
  }

  /**
   * The page whose registration a stream entry holds. Empty if a field is missing, the parameters
   * or the id are not in canonical form, or the hash is not the parameters': no reader of this
   * version can fill such a page. Other fields are ignored.
   */
  public Optional<ListedPage> registered(Map<String, String> fields) {
    try {
      @Nullable String category = fields.get(ListedPage.CATEGORY);
      if (category != null) {
        return Optional.of(category(new RowId(category)));
      }
      @Nullable String hash = fields.get(ListedPage.HASH);
      @Nullable String canonical = fields.get(ListedPage.PARAMS);
      return hash == null || canonical == null
          ? Optional.empty()
          : ListingParams.ofCanonical(canonical)
              .map(this::listing)
              .filter(page -> page.params().hash().equals(hash));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
