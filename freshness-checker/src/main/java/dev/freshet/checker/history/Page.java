package dev.freshet.checker.history;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.RowId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Something that clients read, and that is cached as one value. */
public sealed interface Page {

  /** Stands for a row that a page does not show. */
  long NOTHING = 0;

  CacheKey key();

  /** The request's path and query. */
  String path();

  /**
   * What the page shows of the row after the change.
   *
   * @return a version, or {@link #NOTHING}
   */
  long shows(Change change);

  /** Whether every row that belongs on the page is on it, however many there are. */
  boolean isWhole();

  /** A product with its images. */
  record Product(long id) implements Page {

    @Override
    public CacheKey key() {
      return CatalogKeys.product(id);
    }

    @Override
    public String path() {
      return "/products/" + id;
    }

    @Override
    public long shows(Change change) {
      boolean mine = change.row().id() == id && change.row().kind() != Row.Kind.CATEGORY;
      return mine && !change.deleted() ? change.version() : NOTHING;
    }

    @Override
    public boolean isWhole() {
      return true;
    }
  }

  /** A category and its products; it must have fewer than a page takes. */
  record Category(long id) implements Page {

    @Override
    public CacheKey key() {
      return CatalogKeys.category(id);
    }

    @Override
    public String path() {
      return "/categories/" + id + "/products";
    }

    @Override
    public long shows(Change change) {
      if (change.row().equals(Row.category(id))) {
        return change.deleted() ? NOTHING : change.version();
      }
      Change.Summary summary = change.summary();
      return summary != null && summary.category() == id ? summary.version() : NOTHING;
    }

    @Override
    public boolean isWhole() {
      return true;
    }
  }

  /** A page of a listing of one category, without limits of price. */
  record Listing(ListingParams params) implements Page {

    private static final int ALL = 100;

    @Override
    public CacheKey key() {
      return ListedPages.CATALOG.listing(params).key();
    }

    @Override
    public String path() {
      StringBuilder path = new StringBuilder("/products?category_id=").append(params.categoryId());
      append(path, "in_stock", params.inStock());
      append(path, "q", params.q());
      append(path, "sort", params.sort().parameter());
      append(path, "page", params.page());
      append(path, "page_size", params.pageSize());
      return path.toString();
    }

    private static void append(StringBuilder path, String name, @Nullable Object value) {
      if (value != null) {
        path.append('&').append(name).append('=').append(value);
      }
    }

    @Override
    public long shows(Change change) {
      Change.Summary summary = change.summary();
      return summary != null && matches(summary) ? summary.version() : NOTHING;
    }

    private boolean matches(Change.Summary summary) {
      RowId category = params.categoryId();
      Boolean inStock = params.inStock();
      String q = params.q();
      return (category == null || category.equals(RowId.of(summary.category())))
          && (inStock == null || inStock == summary.inStock())
          && (q == null || summary.name().toLowerCase(Locale.ROOT).contains(q));
    }

    @Override
    public boolean isWhole() {
      return params.page() == 1 && params.pageSize() == ALL;
    }
  }
}
