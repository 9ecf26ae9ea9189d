package dev.freshet.catalog;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.KeySpace;
import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Kind;
import dev.freshet.keys.Namespace;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The keys of the catalog's values. */
public final class CatalogKeys {

  public static final Namespace NAMESPACE = new Namespace("products");

  public static final Kind PRODUCT = new Kind("product");
  public static final Kind LISTING = new Kind("listing");
  public static final Kind CATEGORY = new Kind("category");

  /** How they are written. */
  public static final KeySpace SPACE =
      new KeySpace(
          NAMESPACE,
          Map.of(
              PRODUCT, List.of(new KeyTemplate("product:{id:int}")),
              LISTING, List.of(new KeyTemplate("products:list:{hash:hex16}")),
              CATEGORY, List.of(new KeyTemplate("products:category:{id:int}"))));

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{16}");

  private CatalogKeys() {}

  /** {@code product:<id>}. */
  public static CacheKey product(long id) {
    return new CacheKey(PRODUCT, "product:" + id);
  }

  /** {@code products:category:<id>}. */
  public static CacheKey category(long id) {
    return new CacheKey(CATEGORY, "products:category:" + id);
  }

  /**
   * {@code products:list:<hash>}.
   *
   * @param hash 16 lower-case hex digits
   * @throws IllegalArgumentException if it is anything else
   */
  public static CacheKey listing(String hash) {
    if (!HASH.matcher(hash).matches()) {
      throw new IllegalArgumentException("not 16 lower-case hex digits: " + hash);
    }
    return new CacheKey(LISTING, "products:list:" + hash);
  }
}
