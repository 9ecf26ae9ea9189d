package dev.freshet.benchmarks.capture;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.keys.FenceToken;

/** The names of the products' keys, and of their fences. */
final class Keys {

  private static final String PREFIX = "product:";
  private static final String FENCE = CatalogKeys.NAMESPACE.fence(new FenceToken("0"));
  private static final String FENCES = FENCE.substring(0, FENCE.length() - 1);

  private Keys() {}

  static String ofProduct(long id) {
    return CatalogKeys.product(id).name();
  }

  /** The product's id; 0 for another kind of key. */
  static int product(String key) {
    return id(key, PREFIX);
  }

  /** The product whose id is the token of a fence; 0 for another kind of key. */
  static int fencedProduct(String key) {
    return id(key, FENCES);
  }

  private static int id(String key, String prefix) {
    if (!key.startsWith(prefix)) {
      return 0;
    }
    try {
      return Integer.parseInt(key.substring(prefix.length()));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
