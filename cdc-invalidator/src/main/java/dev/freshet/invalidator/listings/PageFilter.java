package dev.freshet.invalidator.listings;

import dev.freshet.keys.ListingParams;
import java.math.BigDecimal;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The conditions that registered pages have in common, and these pages. Kept small: there may be
 * hundreds of thousands.
 */
final class PageFilter {

  /** No condition on the category; ids begin at 1. */
  private static final long ANY_CATEGORY = 0;

  private final long category;
  private final long minCents;
  private final long maxCents;
  private final @Nullable Boolean inStock;

  /** What names must contain, folded; empty: anything. */
  private final String term;

  /** Whether {@link #term} is what the client asked for and means the same to every collation. */
  private final boolean isTermExact;

  /** Whether all characters of the term are known. */
  private final boolean isTermKnown;

  private @Nullable RegisteredPage first;
  private int lastVisit;

  PageFilter(ListingParams params) {
    @Nullable String q = params.q();
    this.category = params.categoryId() == null ? ANY_CATEGORY : params.categoryId();
    this.minCents = cents(params.minPrice(), 0);
    this.maxCents = cents(params.maxPrice(), ProductRow.MAX_CENTS);
    this.inStock = params.inStock();
    this.term = q == null ? "" : CaseFolding.fold(q);
    this.isTermExact = q == null || CaseFolding.isAscii(q);
    this.isTermKnown = q == null || CaseFolding.isKnown(q);
  }

  private static long cents(@Nullable BigDecimal price, long otherwise) {
    return price == null ? otherwise : price.unscaledValue().longValueExact();
  }

  long category() {
    return category;
  }

  boolean hasCategory() {
    return category != ANY_CATEGORY;
  }

  long minCents() {
    return minCents;
  }

  long maxCents() {
    return maxCents;
  }

  /** Empty: names are not searched, or they are searched for what is not known here. */
  String term() {
    return isTermKnown ? term : "";
  }

  boolean isSearch() {
    return !term.isEmpty() || !isTermKnown;
  }

  /** From 0, for any, to 2. */
  int stockCode() {
    return inStock == null ? 0 : inStock ? 1 : 2;
  }

  /** Whether the other one has the same conditions. */
  boolean isLike(PageFilter other) {
    return category == other.category
        && minCents == other.minCents
        && maxCents == other.maxCents
        && stockCode() == other.stockCode()
        && isTermExact == other.isTermExact
        && isTermKnown == other.isTermKnown
        && term.equals(other.term);
  }

  /** False if this was called before for the same visit. */
  boolean visit(int number) {
    boolean isFirst = lastVisit != number;
    lastVisit = number;
    return isFirst;
  }

  /**
   * What a change does to the result. Errs only from {@link Effect#NONE} to the others and from
   * {@link Effect#STAY} to {@link Effect#COUNT}.
   */
  Effect effect(@Nullable RowImage before, @Nullable RowImage after) {
    boolean was = before != null && mayMatch(before);
    boolean is = after != null && mayMatch(after);
    if (!was && !is) {
      return Effect.NONE;
    }
    if (before == null || after == null || was != is) {
      return Effect.COUNT;
    }
    boolean isSure =
        isPriceSure(before) && isPriceSure(after) && isTermAsSureForBoth(before, after);
    return isSure ? Effect.STAY : Effect.COUNT;
  }

  private boolean mayMatch(RowImage image) {
    ProductRow row = image.row();
    return (category == ANY_CATEGORY || category == row.categoryId())
        && (inStock == null || inStock == row.inStock())
        && mayMatchPrice(row.cents())
        && mayMatchName(image);
  }

  private boolean mayMatchPrice(OptionalLong cents) {
    return cents.isEmpty() || (minCents <= cents.getAsLong() && cents.getAsLong() <= maxCents);
  }

  private boolean isPriceSure(RowImage image) {
    return image.row().cents().isPresent() || (minCents == 0 && maxCents == ProductRow.MAX_CENTS);
  }

  private boolean mayMatchName(RowImage image) {
    return !isTermKnown || !image.isNameKnown() || image.foldedName().contains(term);
  }

  /** Whatever the term does with a name, it does the same with an equal one. */
  private boolean isTermAsSureForBoth(RowImage before, RowImage after) {
    return before.row().name().equals(after.row().name())
        || (isTermExact && isSureMatch(before) && isSureMatch(after));
  }

  private boolean isSureMatch(RowImage image) {
    return CaseFolding.lowerWhereCertain(image.row().name()).contains(term);
  }

  void add(RegisteredPage page) {
    page.linkBefore(first);
    first = page;
  }

  void forEachPage(Consumer<RegisteredPage> consumer) {
    for (@Nullable RegisteredPage page = first; page != null; page = page.next()) {
      consumer.accept(page);
    }
  }

  /**
   * Removes pages.
   *
   * @return how many
   */
  int removeIf(Predicate<RegisteredPage> condition) {
    @Nullable RegisteredPage old = first;
    first = null;
    int removed = 0;
    while (old != null) {
      RegisteredPage page = old;
      old = page.next();
      if (condition.test(page)) {
        removed++;
      } else {
        add(page);
      }
    }
    return removed;
  }

  boolean isEmpty() {
    return first == null;
  }
}
