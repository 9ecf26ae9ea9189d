package dev.freshet.rules.listings;

import dev.freshet.catalog.listings.ListingParams;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Rows and parameters for tests. */
final class Rows {

  static final ProductRow CHAIR = chair(7, 1_000);

  private Rows() {}

  static ProductRow chair(long id, long cents) {
    return new ProductRow(
        id, "S" + id, "Chair", 3, OptionalLong.of(cents), "EUR", true, OptionalLong.of(id));
  }

  static ProductRow named(String name) {
    return new ProductRow(
        7, "S7", name, 3, OptionalLong.of(1_000), "EUR", true, OptionalLong.of(7));
  }

  static ProductRow priced(OptionalLong cents) {
    return new ProductRow(7, "S7", "Chair", 3, cents, "EUR", true, OptionalLong.of(7));
  }

  static ProductRow created(OptionalLong micros) {
    return new ProductRow(7, "S7", "Chair", 3, OptionalLong.of(1_000), "EUR", true, micros);
  }

  static ProductRow in(long category, boolean inStock) {
    return new ProductRow(
        7, "S7", "Chair", category, OptionalLong.of(1_000), "EUR", inStock, OptionalLong.of(7));
  }

  static ProductChange inserted(ProductRow row) {
    return new ProductChange(Optional.empty(), Optional.of(row));
  }

  static ProductChange updated(ProductRow before, ProductRow after) {
    return new ProductChange(Optional.of(before), Optional.of(after));
  }

  /**
   * @param query names and values in turn
   */
  static ListingParams params(String... query) {
    Map<String, String> all = new HashMap<>();
    for (int i = 0; i < query.length; i += 2) {
      all.put(query[i], query[i + 1]);
    }
    return ListingParams.of(all::get);
  }
}
