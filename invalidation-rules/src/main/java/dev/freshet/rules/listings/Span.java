package dev.freshet.rules.listings;

import dev.freshet.catalog.listings.ListingSort;
import dev.freshet.keys.RowId;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * All products from one place to another in an order by numbers. Among equal numbers the ids
 * decide; how these are ordered is known of integers and of uuids.
 */
sealed interface Span extends ShownProducts {

  static Span of(ListingSort sort, long first, RowId firstId, long last, RowId lastId) {
    OptionalLong firstInteger = firstId.integer();
    OptionalLong lastInteger = lastId.integer();
    if (firstInteger.isPresent() && lastInteger.isPresent()) {
      return new OfIntegers(sort, first, firstInteger.getAsLong(), last, lastInteger.getAsLong());
    }
    Optional<UUID> firstUuid = firstId.uuid();
    Optional<UUID> lastUuid = lastId.uuid();
    if (firstUuid.isPresent() && lastUuid.isPresent()) {
      UUID from = firstUuid.get();
      UUID to = lastUuid.get();
      return new OfUuids(
          sort,
          first,
          from.getMostSignificantBits(),
          from.getLeastSignificantBits(),
          last,
          to.getMostSignificantBits(),
          to.getLeastSignificantBits());
    }
    return new OfTexts(sort, first, last);
  }

  ListingSort sort();

  long first();

  long last();

  /** Negative if the id comes before the first product's; 0 if it is that, or not known. */
  int afterFirst(ProductId id);

  /** Positive if the id comes after the last product's; 0 if it is that, or not known. */
  int afterLast(ProductId id);

  @Override
  default boolean areAlteredBy(Update update) {
    OptionalLong from = Positions.number(sort(), update.before());
    OptionalLong to = Positions.number(sort(), update.after());
    if (from.isEmpty() || to.isEmpty()) {
      return true;
    }
    int left = side(from.getAsLong(), update.before().id());
    return left == 0 || left != side(to.getAsLong(), update.after().id());
  }

  @Override
  default long signature() {
    return Signature.ofSpan(
        sort(), Positions.ascending(sort(), first()), Positions.ascending(sort(), last()));
  }

  /** Negative: in front of the page; 0: on it, or not known; positive: behind it. */
  private int side(long number, ProductId id) {
    if (number < first() || (number == first() && afterFirst(id) < 0)) {
      return -1;
    }
    return number > last() || (number == last() && afterLast(id) > 0) ? 1 : 0;
  }

  /** Of a column of integers, if its rows have them. */
  record OfIntegers(ListingSort sort, long first, long firstId, long last, long lastId)
      implements Span {

    @Override
    public int afterFirst(ProductId id) {
      return after(id, firstId);
    }

    @Override
    public int afterLast(ProductId id) {
      return after(id, lastId);
    }

    private static int after(ProductId id, long end) {
      return id instanceof ProductId.Number number ? Long.compare(number.value(), end) : 0;
    }
  }

  /** Of a column of uuids, if its rows have them. Ids as the halves of their 128 bits. */
  record OfUuids(
      ListingSort sort,
      long first,
      long firstUpper,
      long firstLower,
      long last,
      long lastUpper,
      long lastLower)
      implements Span {

    @Override
    public int afterFirst(ProductId id) {
      return after(id, firstUpper, firstLower);
    }

    @Override
    public int afterLast(ProductId id) {
      return after(id, lastUpper, lastLower);
    }

    /** By bytes, as PostgreSQL does it; Java's own order has signs. */
    private static int after(ProductId id, long upper, long lower) {
      if (!(id instanceof ProductId.Uuid uuid)) {
        return 0;
      }
      int byUpper = Long.compareUnsigned(uuid.value().getMostSignificantBits(), upper);
      return byUpper != 0
          ? byUpper
          : Long.compareUnsigned(uuid.value().getLeastSignificantBits(), lower);
    }
  }

  /** Of other texts, whose order a collation decides. */
  record OfTexts(ListingSort sort, long first, long last) implements Span {

    @Override
    public int afterFirst(ProductId id) {
      return 0;
    }

    @Override
    public int afterLast(ProductId id) {
      return 0;
    }
  }
}
