package dev.freshet.api.catalog.read;

import dev.freshet.cache.PageDescription;
import dev.freshet.catalog.ProductSummary;
import dev.freshet.catalog.listings.ListingSort;
import dev.freshet.keys.PageContent;
import dev.freshet.keys.RowId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What pages show. */
final class PageDescriptions {

  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int NANOS_PER_MICRO = 1_000;

  private PageDescriptions() {}

  /** Of a page that is sorted by name. */
  static PageDescription ofProducts(List<ProductSummary> items) {
    List<RowId> ids = items.stream().map(PageDescriptions::id).toList();
    return registration -> PageContent.ofProducts(registration, ids);
  }

  /**
   * Of a page of a listing; null if what it is sorted by cannot be said in whole numbers, such as
   * an infinite creation.
   *
   * @param created when each of the items was created, if the page is sorted by that
   */
  static @Nullable PageDescription ofListing(
      ListingSort sort, List<ProductSummary> items, List<Instant> created) {
    if (items.isEmpty()) {
      return ofProducts(items);
    }
    int last = items.size() - 1;
    try {
      return switch (sort) {
        case NAME, NAME_DESC -> ofProducts(items);
        case PRICE, PRICE_DESC -> ofSpan(items, cents(items.get(0)), cents(items.get(last)));
        case NEWEST -> ofSpan(items, micros(created.get(0)), micros(created.get(last)));
      };
    } catch (ArithmeticException e) {
      return null;
    }
  }

  private static PageDescription ofSpan(List<ProductSummary> items, long first, long last) {
    RowId firstId = id(items.get(0));
    RowId lastId = id(items.get(items.size() - 1));
    return registration -> PageContent.ofSpan(registration, firstId, first, lastId, last);
  }

  private static RowId id(ProductSummary item) {
    return RowId.of(item.id());
  }

  private static long cents(ProductSummary item) {
    return item.price().movePointRight(2).longValueExact();
  }

  private static long micros(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), MICROS_PER_SECOND),
        instant.getNano() / NANOS_PER_MICRO);
  }
}
