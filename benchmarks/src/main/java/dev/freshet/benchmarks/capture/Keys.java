package dev.freshet.benchmarks.capture;

import dev.freshet.keys.CachedKind;

/** The names of the products' keys. */
final class Keys {

  private Keys() {}

  static String ofProduct(long id) {
    return CachedKind.PRODUCT.prefix() + id;
  }

  /** The product's id; 0 for another kind of key. */
  static int product(String key) {
    String prefix = CachedKind.PRODUCT.prefix();
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
