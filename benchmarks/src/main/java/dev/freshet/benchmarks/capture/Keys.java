package dev.freshet.benchmarks.capture;

import dev.freshet.catalog.CatalogKeys;

/** The names of the products' keys. */
final class Keys {

  private static final String PREFIX = "product:";

  private Keys() {}

  static String ofProduct(long id) {
    return CatalogKeys.product(id).name();
  }

  /** The product's id; 0 for another kind of key. */
  static int product(String key) {
    if (!key.startsWith(PREFIX)) {
      return 0;
    }
    try {
      return Integer.parseInt(key.substring(PREFIX.length()));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
