package dev.freshet.rules.listings;

import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.catalog.listings.NameSearch;
import dev.freshet.keys.PageContent;
import dev.freshet.keys.RowId;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The conditions that registered pages have in common, and these pages. Kept small: there may be
 * hundreds of thousands.
 */
final class PageFilter implements Comparable<PageFilter> {

  /** Clients choose what is searched for, so terms may be made to have equal hashes. */
  private static final Comparator<PageFilter> ORDER =
      Comparator.comparingLong((PageFilter filter) -> filter.categoryNumber)
          .thenComparing(filter -> filter.categoryText == null ? "" : filter.categoryText)
          .thenComparingLong(PageFilter::minCents)
          .thenComparingLong(PageFilter::maxCents)
          .thenComparingInt(PageFilter::stockCode)
          .thenComparing(PageFilter::isSearch)
          .thenComparing(filter -> filter.isTermExact)
          .thenComparing(filter -> filter.isTermKnown)
          .thenComparing(filter -> filter.term);

  /** The integer that stands for none as well. */
  private static final String ZERO = "0";

  /** The category's id, if it is an integer other than 0. */
  private final long categoryNumber;

  /** The category's id, if it is not; null as well if there is no condition on the category. */
  private @Nullable String categoryText;

  private final long minCents;
  private final long maxCents;

  /** See {@link #stockCode}. */
  private final byte stock;

  /** Whether names must contain something. */
  private final boolean isSearch;

  /** What names must contain, folded; empty: anything, or nothing that is left when folded. */
  private final String term;

  /** Whether {@link #term} is what the client asked for, in ASCII. */
  private final boolean isTermExact;

  /** Whether all characters of the term are known. */
  private final boolean isTermKnown;

  private @Nullable Pages pages;

  /** The pages' {@link Signature}. */
  private long signature;

  /** The last visit, and the last comparison that found all pages altered. */
  private int lastVisit;

  private int lastAltered;

  /** Where {@link SearchTerms} keeps this filter in a list. */
  private int place;

  PageFilter(ListingParams params) {
    @Nullable String q = params.q();
    @Nullable RowId category = params.categoryId();
    this.categoryNumber = category == null ? 0 : category.integer().orElse(0);
    this.categoryText = category == null || categoryNumber != 0 ? null : category.text();
    this.minCents = cents(params.minPrice(), 0);
    this.maxCents = cents(params.maxPrice(), ProductRow.MAX_CENTS);
    @Nullable Boolean inStock = params.inStock();
    this.stock = (byte) (inStock == null ? 0 : inStock ? 1 : 2);
    this.isSearch = q != null;
    this.term = q == null ? "" : NameSearch.fold(q);
    this.isTermExact = q == null || LetterCase.isAscii(q);
    this.isTermKnown = q == null || LetterCase.isKnown(q);
  }

  private static long cents(@Nullable BigDecimal price, long otherwise) {
    return price == null ? otherwise : price.unscaledValue().longValueExact();
  }

  /** The {@link ProductId#key} of the category. To be called if there is one. */
  Object category() {
    return categoryText == null || categoryText.equals(ZERO)
        ? (Object) categoryNumber
        : categoryText;
  }

  boolean hasCategory() {
    return categoryNumber != 0 || categoryText != null;
  }

  /** Lets go of its own copy of the category's text, as there may be many. */
  void shareCategory(String same) {
    categoryText = same;
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
    return isSearch;
  }

  int place() {
    return place;
  }

  void keepAt(int newPlace) {
    place = newPlace;
  }

  /** 0: any stock; 1: some; 2: none. */
  int stockCode() {
    return stock;
  }

  /** Whether it is a filter with the same conditions; of which pages does not matter. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PageFilter filter
        && categoryNumber == filter.categoryNumber
        && Objects.equals(categoryText, filter.categoryText)
        && minCents == filter.minCents
        && maxCents == filter.maxCents
        && stock == filter.stock
        && isSearch == filter.isSearch
        && isTermExact == filter.isTermExact
        && isTermKnown == filter.isTermKnown
        && term.equals(filter.term);
  }

  /** By this a hash map finds one among many with the same hash. */
  @Override
  public int compareTo(PageFilter other) {
    return ORDER.compare(this, other);
  }

  @Override
  public int hashCode() {
    int hash = Long.hashCode(categoryNumber) + Objects.hashCode(categoryText);
    hash = 31 * hash + Long.hashCode(minCents);
    hash = 31 * hash + Long.hashCode(maxCents);
    hash = 31 * hash + stock;
    return 31 * hash + term.hashCode();
  }

  /** False if this was called before for the same visit. */
  boolean visit(int number) {
    boolean isFirst = lastVisit != number;
    lastVisit = number;
    return isFirst;
  }

  /** False if this was called before for the same comparison. */
  boolean alterAll(int number) {
    boolean isFirst = lastAltered != number;
    lastAltered = number;
    return isFirst;
  }

  /** Whether {@link #alterAll} was called for this comparison. */
  boolean isAltered(int number) {
    return lastAltered == number;
  }

  /** Makes all numbers ones that were never used. */
  void forgetNumbers() {
    lastVisit = 0;
    lastAltered = 0;
    forEachPage(RegisteredPage::forgetNumber);
  }

  /**
   * What a change does to the result. Errs only from {@link Effect#NONE} to the others and from
   * {@link Effect#STAY} to {@link Effect#UNSURE}.
   */
  Effect effect(@Nullable RowImage before, @Nullable RowImage after) {
    boolean was = before != null && mayMatch(before);
    boolean is = after != null && mayMatch(after);
    if (!was && !is) {
      return Effect.NONE;
    }
    if (before == null || after == null || was != is) {
      return is ? Effect.ENTER : Effect.LEAVE;
    }
    boolean isSure =
        isPriceSure(before) && isPriceSure(after) && isTermAsSureForBoth(before, after);
    return isSure ? Effect.STAY : Effect.UNSURE;
  }

  private boolean mayMatch(RowImage image) {
    ProductRow row = image.row();
    return mayMatchCategory(image.category())
        && (stock == 0 || (stock == 1) == row.inStock())
        && mayMatchPrice(row.cents())
        && mayMatchName(image);
  }

  private boolean mayMatchCategory(@Nullable Object category) {
    if (categoryNumber != 0) {
      return category instanceof Long number && number == categoryNumber;
    }
    return categoryText == null || (category != null && categoryText.equals(category.toString()));
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
    return LetterCase.lowerAscii(image.row().name()).contains(term);
  }

  void add(RegisteredPage page) {
    pages = pages == null ? page : pages.with(page);
    signature = pages.signature();
  }

  /** A page of this filter is known to show this from now on; nothing if it is gone. */
  void show(RegisteredPage page, PageContent content) {
    if (pages != null && !page.isGone()) {
      page.show(content);
      pages.update(page);
      signature = pages.signature();
    }
  }

  void forEachPage(Consumer<RegisteredPage> consumer) {
    if (pages != null) {
      pages.forEach(consumer);
    }
  }

  /** The pages that a row that stays in the filter alters; errs only towards more. */
  void forEachAltered(Update update, Consumer<RegisteredPage> consumer) {
    if (pages != null && update.mayAlter(signature)) {
      pages.forEachCandidate(
          update,
          page -> {
            if (page.isAlteredBy(update)) {
              consumer.accept(page);
            }
          });
    }
  }

  /**
   * Removes pages.
   *
   * @return how many
   */
  int removeIf(Predicate<RegisteredPage> condition) {
    List<RegisteredPage> left = new ArrayList<>();
    List<RegisteredPage> gone = new ArrayList<>();
    forEachPage(page -> (condition.test(page) ? gone : left).add(page));
    if (!gone.isEmpty()) {
      gone.forEach(RegisteredPage::leave);
      pages = null;
      left.forEach(this::add);
    }
    return gone.size();
  }

  boolean isEmpty() {
    return pages == null;
  }
}
