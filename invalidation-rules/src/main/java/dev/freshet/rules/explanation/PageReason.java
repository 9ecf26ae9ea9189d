package dev.freshet.rules.explanation;

import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.catalog.listings.NameSearch;
import dev.freshet.rules.listings.Effect;
import dev.freshet.rules.listings.ProductChange;
import dev.freshet.rules.listings.ProductRow;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why the index has found a page altered, in words. */
final class PageReason {

  private PageReason() {}

  /**
   * The reason.
   *
   * @param effect by which the index has found it
   */
  static String of(Effect effect, ListingParams params, ProductChange change) {
    return switch (effect) {
      case ENTER -> "it enters" + because(params, change.before());
      case LEAVE -> "it leaves" + because(params, change.after());
      case STAY -> stays(params, change);
      case UNSURE, NONE -> "it may match by a value or a letter that is not distinguished";
    };
  }

  private static String because(ListingParams params, Optional<ProductRow> row) {
    List<String> unmet = row.map(is -> unmet(params, is)).orElse(List.of());
    return unmet.isEmpty() ? "" : ": " + String.join(", ", unmet);
  }

  private static String stays(ListingParams params, ProductChange change) {
    ProductRow before = change.before().orElseThrow();
    ProductRow after = change.after().orElseThrow();
    boolean moves =
        switch (params.sort()) {
          case NAME, NAME_DESC -> !before.name().equals(after.name());
          case PRICE, PRICE_DESC -> !before.cents().equals(after.cents());
          case NEWEST -> !before.createdAt().equals(after.createdAt());
        };
    return moves
        ? "it moves into, out of, or past the page in its order"
        : "the page shows it, or is not known not to";
  }

  /** The conditions that the row does not meet. */
  private static List<String> unmet(ListingParams params, ProductRow row) {
    return Stream.of(
            unless(
                params.categoryId() == null
                    || params.categoryId().text().equals(Rows.category(row)),
                "category %s is not %s".formatted(Rows.category(row), params.categoryId())),
            unless(
                isInRange(params, row),
                "price %s is not in %s–%s"
                    .formatted(
                        Rows.price(row), orEmpty(params.minPrice()), orEmpty(params.maxPrice()))),
            unless(
                params.inStock() == null || params.inStock() == row.inStock(),
                row.inStock() ? "in stock" : "out of stock"),
            unless(
                params.q() == null
                    || NameSearch.fold(row.name()).contains(NameSearch.fold(params.q())),
                "the name lacks \"%s\"".formatted(params.q())))
        .flatMap(Optional::stream)
        .toList();
  }

  private static boolean isInRange(ListingParams params, ProductRow row) {
    if (row.cents().isEmpty()) {
      return true;
    }
    BigDecimal price = BigDecimal.valueOf(row.cents().getAsLong(), 2);
    return (params.minPrice() == null || params.minPrice().compareTo(price) <= 0)
        && (params.maxPrice() == null || params.maxPrice().compareTo(price) >= 0);
  }

  private static String orEmpty(@Nullable BigDecimal bound) {
    return bound == null ? "" : bound.toPlainString();
  }

  private static Optional<String> unless(boolean isMet, String condition) {
    return isMet ? Optional.empty() : Optional.of(condition);
  }
}
