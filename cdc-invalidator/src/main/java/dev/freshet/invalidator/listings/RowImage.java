package dev.freshet.invalidator.listings;

import java.util.function.LongConsumer;

/** A row, prepared for being compared with many filters. */
final class RowImage {

  private final ProductRow row;
  private final String foldedName;
  private final long nameBits;
  private final boolean isNameKnown;

  RowImage(ProductRow row) {
    this.row = row;
    this.foldedName = CaseFolding.fold(row.name());
    this.nameBits = Grams.bits(foldedName);
    this.isNameKnown = CaseFolding.isKnown(row.name());
  }

  ProductRow row() {
    return row;
  }

  String foldedName() {
    return foldedName;
  }

  /** The {@link Grams#bits} of the folded name. */
  long nameBits() {
    return nameBits;
  }

  /** False: PostgreSQL may fold the name in a way that is not known here. */
  boolean isNameKnown() {
    return isNameKnown;
  }

  /** Every gram of the name, some of them several times. */
  void forEachGram(LongConsumer consumer) {
    Grams.forEach(foldedName, consumer);
  }

  /** Whether the same filters come into question for both. */
  boolean hasCandidatesOf(RowImage other) {
    return row.categoryId() == other.row.categoryId()
        && row.cents().equals(other.row.cents())
        && row.name().equals(other.row.name());
  }
}
