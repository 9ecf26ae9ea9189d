package dev.freshet.rules.listings;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * What happened to one product's row.
 *
 * @param before empty if the row is new
 * @param after empty if the row is gone
 */
public record ProductChange(Optional<ProductRow> before, Optional<ProductRow> after) {

  Stream<ProductRow> images() {
    return Stream.of(before, after).flatMap(Optional::stream);
  }
}
