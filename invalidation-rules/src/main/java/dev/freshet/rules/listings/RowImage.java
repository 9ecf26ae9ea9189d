package dev.freshet.rules.listings;

import dev.freshet.catalog.listings.NameSearch;
import org.jspecify.annotations.Nullable;

/** A row, prepared for being compared with many filters. */
final class RowImage {

  private final ProductRow row;
  private final String foldedName;
  private final boolean isNameKnown;
  private final @Nullable Object category;

  RowImage(ProductRow row) {
    this(row, NameSearch.fold(row.name()), LetterCase.isKnown(row.name()));
  }

  private RowImage(ProductRow row, String foldedName, boolean isNameKnown) {
    this.row = row;
    this.foldedName = foldedName;
    this.isNameKnown = isNameKnown;
    this.category = row.categoryId() == null ? null : row.categoryId().key();
  }

  /** The image of the same row after a change. */
  RowImage changedTo(ProductRow after) {
    return row.name().equals(after.name())
        ? new RowImage(after, foldedName, isNameKnown)
        : new RowImage(after);
  }

  ProductRow row() {
    return row;
  }

  /** The {@link ProductId#key} of its category; null if it is in none. */
  @Nullable Object category() {
    return category;
  }

  String foldedName() {
    return foldedName;
  }

  /** False: the API may fold the name in a way that is not known here. */
  boolean isNameKnown() {
    return isNameKnown;
  }

  boolean hasSameName(RowImage other) {
    return row.name().equals(other.row.name());
  }
}
