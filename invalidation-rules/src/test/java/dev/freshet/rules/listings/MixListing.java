package dev.freshet.rules.listings;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;

import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.catalog.listings.ListingSort;
import dev.freshet.keys.PageContent;
import dev.freshet.keys.RowId;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * What {@link dev.freshet.catalog.listings.ListingQuery} means, for names in ASCII and lower case.
 */
final class MixListing {

  private MixListing() {}

  static boolean matches(ListingParams params, ProductRow row) {
    long cents = row.cents().orElseThrow();
    return (params.categoryId() == null
            || params.categoryId().text().equals(Objects.requireNonNull(row.categoryId()).text()))
        && (params.minPrice() == null || cents(params.minPrice()) <= cents)
        && (params.maxPrice() == null || cents <= cents(params.maxPrice()))
        && (params.inStock() == null || params.inStock() == row.inStock())
        && (params.q() == null || row.name().contains(params.q()));
  }

  private static long cents(BigDecimal price) {
    return price.unscaledValue().longValueExact();
  }

  static Comparator<ProductRow> order(ListingSort sort) {
    Comparator<ProductRow> order =
        switch (sort) {
          case NAME -> comparing(ProductRow::name);
          case NAME_DESC -> comparing(ProductRow::name).reversed();
          case PRICE -> comparingLong(row -> number(sort, row));
          case PRICE_DESC, NEWEST -> comparingLong(row -> -number(sort, row));
        };
    return order.thenComparingLong(row -> id(row).integer().orElseThrow());
  }

  /** The products of one page of all that match, in order. */
  static List<ProductRow> page(ListingParams params, List<ProductRow> matching) {
    int from = Math.min((params.page() - 1) * params.pageSize(), matching.size());
    return matching.subList(from, Math.min(from + params.pageSize(), matching.size()));
  }

  /** What a reader registers of a page that shows these products. */
  static PageContent content(StreamId registration, ListingSort sort, List<ProductRow> shown) {
    String id = registration.toString();
    if (shown.isEmpty() || sort == ListingSort.NAME || sort == ListingSort.NAME_DESC) {
      return PageContent.ofProducts(id, shown.stream().map(MixListing::id).toList());
    }
    ProductRow first = shown.get(0);
    ProductRow last = shown.get(shown.size() - 1);
    return PageContent.ofSpan(id, id(first), number(sort, first), id(last), number(sort, last));
  }

  private static RowId id(ProductRow row) {
    return new RowId(row.id().text());
  }

  private static long number(ListingSort sort, ProductRow row) {
    return (sort == ListingSort.NEWEST ? row.createdAt() : row.cents()).orElseThrow();
  }
}
