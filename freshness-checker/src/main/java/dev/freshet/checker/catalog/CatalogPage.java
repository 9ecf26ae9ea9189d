package dev.freshet.checker.catalog;

import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.checker.history.Change;
import dev.freshet.checker.history.Page;
import dev.freshet.checker.history.Place;
import dev.freshet.checker.history.Row;
import dev.freshet.keys.RowId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A page of the catalog, which is one place: no row of it depends on another. */
public sealed interface CatalogPage extends Page, Place {

  @Override
  default Map<Place, Map<Row, Long>> seen(Optional<String> body) {
    return Map.of(this, body.map(text -> Versions.of(this, text)).orElse(Map.of()));
  }

  /** A product with its images. */
  record Product(long id) implements CatalogPage {

    @Override
    public String path() {
      return "/products/" + id;
    }

    @Override
    public long shows(Change change) {
      boolean mine = change.row().id() == id && !change.row().table().equals(Rows.CATEGORIES);
      return mine && !change.deleted() ? change.version() : NOTHING;
    }

    @Override
    public boolean isWhole() {
      return true;
    }
  }

  /** A category and its products; it must have fewer than a page takes. */
  record Category(long id) implements CatalogPage {

    @Override
    public String path() {
      return "/categories/" + id + "/products";
    }

    @Override
    public long shows(Change change) {
      if (change.row().equals(Rows.category(id))) {
        return change.deleted() ? NOTHING : change.version();
      }
      return change.state() instanceof Summary summary && summary.category() == id
          ? summary.version()
          : NOTHING;
    }

    @Override
    public boolean isWhole() {
      return true;
    }
  }

  /** A page of a listing of one category, without limits of price. */
  record Listing(ListingParams params) implements CatalogPage {

    private static final int ALL = 100;

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
      return change.state() instanceof Summary summary && matches(summary)
          ? summary.version()
          : NOTHING;
    }

    private boolean matches(Summary summary) {
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
