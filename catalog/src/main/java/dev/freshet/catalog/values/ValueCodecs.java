package dev.freshet.catalog.values;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.CategoryPage;
import dev.freshet.catalog.Product;
import dev.freshet.catalog.ProductPage;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.keys.Kind;
import dev.freshet.keys.ValueCodec;

/**
 * The codecs of the three {@link Kind}s. Each belongs to one key, and takes a value that is another
 * key's for malformed. Values longer than {@link #MAX_BYTES} are neither encoded nor decoded.
 */
public final class ValueCodecs {
  /** The longest encoded value, in bytes: 1 MiB. */
  public static final int MAX_BYTES = 1 << 20;

  private ValueCodecs() {}

  /** The codec of {@link CatalogKeys#product}: a product whose id is this, or absent. */
  public static ValueCodec<Product> product(long id) {
    return new MessagePackCodec<>(
        true, product -> product.id() == id, ProductFormat::write, ProductFormat::read);
  }

  /**
   * The codec of a {@link CatalogKeys#LISTING}: a page that answers these parameters. A listing is
   * never absent.
   */
  public static ValueCodec<ProductPage> listing(ListingParams params) {
    String canonical = params.canonical();
    return new MessagePackCodec<>(
        false,
        page -> page.page() == params.page() && page.pageSize() == params.pageSize(),
        (page, out) -> ListingFormat.write(canonical, page, out),
        in -> ListingFormat.read(canonical, in));
  }

  /**
   * The codec of {@link CatalogKeys#category}: the page of the category with this id, or absent.
   */
  public static ValueCodec<CategoryPage> categoryPage(long id) {
    return new MessagePackCodec<>(
        true,
        page -> page.category().id() == id,
        CategoryPageFormat::write,
        CategoryPageFormat::read);
  }
}
