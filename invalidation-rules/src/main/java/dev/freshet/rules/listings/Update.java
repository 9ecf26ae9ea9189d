package dev.freshet.rules.listings;

import dev.freshet.catalog.listings.ListingSort;
import java.util.Arrays;

/** A row before and after a change, with what many pages ask of the two worked out once. */
final class Update {

  private final ProductRow before;
  private final ProductRow after;
  private final boolean looksSame;
  private final short idHash;
  private final boolean[] moves = new boolean[ListingSort.values().length];

  /** By the kind of {@link Signature}. */
  private final long[] bits = new long[Signature.KINDS];

  Update(ProductRow before, ProductRow after) {
    this.before = before;
    this.after = after;
    this.looksSame = before.looksLike(after);
    this.idHash = before.id().hash();
    for (ListingSort sort : ListingSort.values()) {
      moves[sort.ordinal()] = !Positions.isSame(sort, before, after);
    }
    Arrays.fill(bits, Signature.ANYTHING);
    if (!moves(ListingSort.NAME)) {
      bits[Signature.IDS] = looksSame ? 0 : Signature.idBits(idHash);
    }
    bits[Signature.PRICES] =
        looksSame && !moves(ListingSort.PRICE)
            ? 0
            : Signature.rangeBits(Signature.PRICES, before.cents(), after.cents());
    bits[Signature.CREATIONS] =
        looksSame && !moves(ListingSort.NEWEST)
            ? 0
            : Signature.rangeBits(Signature.CREATIONS, before.createdAt(), after.createdAt());
  }

  /** Whether a page with this {@link Signature} can be altered, if the row stays in its filter. */
  boolean mayAlter(long signature) {
    return (signature & bits[Signature.kind(signature)]) != 0;
  }

  ProductRow before() {
    return before;
  }

  ProductRow after() {
    return after;
  }

  /** Of the product as it was, the {@link ProductId#hash}. */
  short idHash() {
    return idHash;
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
}
