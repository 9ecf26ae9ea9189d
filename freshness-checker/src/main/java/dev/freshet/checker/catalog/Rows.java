package dev.freshet.checker.catalog;

import dev.freshet.checker.history.Row;

/** The rows of the catalog's tables. */
final class Rows {

  static final String CATEGORIES = "categories";
  static final String PRODUCTS = "products";
  static final String IMAGES = "product_images";

  private Rows() {}

  static Row category(long id) {
    return new Row(CATEGORIES, id);
  }

  static Row product(long id) {
    return new Row(PRODUCTS, id);
  }

  static Row image(long product, int position) {
    return new Row(IMAGES, product, position);
  }
}
