package dev.freshet.rules.listings;

import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.keys.PageContent;
import dev.freshet.keys.RowId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/** Rows and parameters for tests. */
final class Rows {

  static final ProductRow CHAIR = chair(7, 1_000);

  private Rows() {}

  static ProductRow chair(long id, long cents) {
    return chair(ProductId.of(id), cents, id);
  }

  static ProductRow chair(ProductId id, long cents, long created) {
    return new ProductRow(
        id,
        "S" + created,
        "Chair",
        ProductId.of(3),
        OptionalLong.of(cents),
        "EUR",
        true,
        OptionalLong.of(created));
  }

  static ProductRow named(String name) {
    return new ProductRow(
        ProductId.of(7),
        "S7",
        name,
        ProductId.of(3),
        OptionalLong.of(1_000),
        "EUR",
        true,
        OptionalLong.of(7));
  }

  static ProductRow priced(OptionalLong cents) {
    return new ProductRow(
        ProductId.of(7), "S7", "Chair", ProductId.of(3), cents, "EUR", true, OptionalLong.of(7));
  }

  static ProductRow created(OptionalLong micros) {
    return new ProductRow(
        ProductId.of(7),
        "S7",
        "Chair",
        ProductId.of(3),
        OptionalLong.of(1_000),
        "EUR",
        true,
        micros);
  }

  static ProductRow in(long category, boolean inStock) {
    return new ProductRow(
        ProductId.of(7),
        "S7",
        "Chair",
        ProductId.of(category),
        OptionalLong.of(1_000),
        "EUR",
        inStock,
        OptionalLong.of(7));
  }

  static ProductChange inserted(ProductRow row) {
    return new ProductChange(Optional.empty(), Optional.of(row));
  }

  static ProductChange updated(ProductRow before, ProductRow after) {
    return new ProductChange(Optional.of(before), Optional.of(after));
  }

  static List<RowId> ids(long... ids) {
    return LongStream.of(ids).mapToObj(RowId::of).toList();
  }

  /** The content of a page by price or creation. */
  static PageContent span(String registration, long firstId, long first, long lastId, long last) {
    return PageContent.ofSpan(registration, RowId.of(firstId), first, RowId.of(lastId), last);
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
