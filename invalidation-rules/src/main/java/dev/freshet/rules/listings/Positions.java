package dev.freshet.rules.listings;

import dev.freshet.catalog.listings.ListingSort;
import java.util.OptionalLong;

/** Where rows stand in an order of a listing. */
final class Positions {

  private Positions() {}

  /** Whether both rows stand at the same place for sure. */
  static boolean isSame(ListingSort sort, ProductRow one, ProductRow other) {
    if (!one.id().equals(other.id())) {
      return false;
    }
    return switch (sort) {
      case NAME, NAME_DESC -> one.name().equals(other.name());
      case PRICE, PRICE_DESC, NEWEST -> {
        OptionalLong number = number(sort, one);
        yield number.isPresent() && number.equals(number(sort, other));
      }
    };
  }

  /**
   * What the row is sorted by, such that smaller comes first; then comes the id. Empty if it is
   * sorted by its name, or if the value is not known.
   */
  static OptionalLong number(ListingSort sort, ProductRow row) {
    OptionalLong value =
        switch (sort) {
          case NAME, NAME_DESC -> OptionalLong.empty();
          case PRICE, PRICE_DESC -> row.cents();
          case NEWEST -> row.createdAt();
        };
    return value.isEmpty() ? value : OptionalLong.of(ascending(sort, value.getAsLong()));
  }

  /** A value by which the sort may descend, such that smaller comes first. */
  static long ascending(ListingSort sort, long value) {
    return switch (sort) {
      case NAME, PRICE -> value;
      case NAME_DESC, PRICE_DESC, NEWEST -> -value;
    };
  }
}
