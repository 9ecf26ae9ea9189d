package dev.freshet.rules.listings;

import dev.freshet.catalog.listings.ListingSort;
import java.util.OptionalLong;

/**
 * What a page shows, in 64 bits, so that most pages that a change does not alter are passed over
 * without being looked at; these bits lie side by side, while pages are spread over the heap.
 *
 * <p>The upper two bits say what the others are of: the ids of products, of pages by name; the
 * prices from the first product's to the last's, or the times of creation. Each value has one of 62
 * bits. Neighbouring prices and times have the same bit or the next one, and after the last the
 * first again, so a range has the bits from one end's to the other's, or all. A page can only be
 * altered by a row that stays in its filter if the row has a bit in common with it.
 */
final class Signature {

  /** Of a page that shows no product. */
  static final long NOTHING = 0;

  /** Of a page that may show any product. */
  static final long ANYTHING = -1;

  /** Kinds are smaller. */
  static final int KINDS = 4;

  static final int IDS = 0;
  static final int PRICES = 1;
  static final int CREATIONS = 2;

  private static final int BITS = 62;
  private static final long ALL = (1L << BITS) - 1;

  /** A step of creations is this power of two in microseconds, about 13 days. */
  private static final int CREATION_STEP = 40;

  /** Each power of two of cents has this power of two of steps. */
  private static final int PRICE_STEPS = 3;

  private Signature() {}

  static int kind(long signature) {
    return (int) (signature >>> BITS);
  }

  /** The kind of the signatures of pages in this order. */
  static int kind(ListingSort sort) {
    return switch (sort) {
      case NAME, NAME_DESC -> IDS;
      case PRICE, PRICE_DESC -> PRICES;
      case NEWEST -> CREATIONS;
    };
  }

  /** The bits of a hash of 16 bits. */
  static long idBits(short hash) {
    return 1L << ((hash & 0xFFFF) * BITS >>> Short.SIZE);
  }

  /** Of a page whose first and last product have these values. */
  static long ofSpan(ListingSort sort, long first, long last) {
    int kind = kind(sort);
    return kind == IDS
        ? ANYTHING
        : (long) kind << BITS | rangeBits(kind, Math.min(first, last), Math.max(first, last));
  }

  /** The bits of a row whose value changes; all if one of the two is not known. */
  static long rangeBits(int kind, OptionalLong before, OptionalLong after) {
    if (before.isEmpty() || after.isEmpty()) {
      return ALL;
    }
    return rangeBits(
        kind,
        Math.min(before.getAsLong(), after.getAsLong()),
        Math.max(before.getAsLong(), after.getAsLong()));
  }

  private static long rangeBits(int kind, long from, long to) {
    long first = step(kind, from);
    long count = step(kind, to) - first + 1;
    if (count < 1 || count >= BITS) {
      return ALL;
    }
    long bits = (1L << count) - 1;
    long shift = Math.floorMod(first, BITS);
    return (bits << shift | bits >>> (BITS - shift)) & ALL;
  }

  /** Never smaller for a larger value. */
  private static long step(int kind, long value) {
    return kind == CREATIONS ? value >> CREATION_STEP : priceStep(value);
  }

  private static long priceStep(long cents) {
    if (cents < 0) {
      return ~priceStep(~cents);
    }
    int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(cents >> PRICE_STEPS) - 1);
    return ((long) shift << PRICE_STEPS) + (cents >> shift);
  }
}
