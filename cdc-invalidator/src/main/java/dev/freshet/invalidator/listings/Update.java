package dev.freshet.invalidator.listings;

import dev.freshet.keys.ListingSort;

/** A row before and after a change, with what many pages ask of the two worked out once. */
final class Update {

  private final ProductRow before;
  private final ProductRow after;
  private final boolean looksSame;
  private final boolean[] moves = new boolean[ListingSort.values().length];
  private final long bit;

  Update(ProductRow before, ProductRow after) {
    this.before = before;
    this.after = after;
    this.looksSame = before.looksLike(after);
    for (ListingSort sort : ListingSort.values()) {
      moves[sort.ordinal()] = !Positions.isSame(sort, before, after);
    }
    this.bit = ShownProducts.bit(before.id());
  }

  ProductRow before() {
    return before;
  }

  ProductRow after() {
    return after;
  }

  /** Whether a listing that shows both shows the same for sure. */
  boolean looksSame() {
    return looksSame;
  }

  /** Whether the row may change its place in this order. */
  boolean moves(ListingSort sort) {
    return moves(sort.ordinal());
  }

  /** The same by the {@link ListingSort}'s ordinal. */
  boolean moves(int sort) {
    return moves[sort];
  }

  /** The {@link ShownProducts#bit} of the row as it was. */
  long bit() {
    return bit;
  }
}
