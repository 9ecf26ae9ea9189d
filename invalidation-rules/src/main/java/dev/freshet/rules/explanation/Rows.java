package dev.freshet.rules.explanation;

import dev.freshet.rules.listings.ProductRow;
import java.math.BigDecimal;

/** What listings know of a product, for people. */
final class Rows {

  private Rows() {}

  static String price(ProductRow row) {
    return row.cents().isPresent()
        ? BigDecimal.valueOf(row.cents().getAsLong(), 2).toPlainString()
        : "(not distinguished)";
  }

  static String category(ProductRow row) {
    return row.categoryId() == null ? "(none)" : row.categoryId().text();
  }

  static String describe(ProductRow row) {
    return "category %s, price %s, %s and the name \"%s\""
        .formatted(
            category(row), price(row), row.inStock() ? "in stock" : "out of stock", row.name());
  }
}
