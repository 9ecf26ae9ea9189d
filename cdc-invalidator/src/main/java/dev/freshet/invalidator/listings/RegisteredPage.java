package dev.freshet.invalidator.listings;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.CachedKind;
import dev.freshet.keys.ListingSort;
import dev.freshet.keys.PageContent;
import dev.freshet.keys.PageRegistration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * One registration of one page. A page that was loaded several times may have several, of which it
 * is not known whose value is cached; each stands for what its own load has seen.
 */
final class RegisteredPage {

  private final PageFilter filter;

  /** The ordinal of the {@link ListingSort}. */
  private final byte sort;

  private final boolean isCategoryPage;

  /** The category's id, or the listing's hash. */
  private final long keyBits;

  private final long registeredAt;
  private @Nullable ShownProducts shown;
  private @Nullable RegisteredPage next;

  /** The last comparison that found it altered. */
  private int lastAltered;

  /**
   * A page that may show anything.
   *
   * @param registeredAt in ms since 1970, by the server's clock
   */
  RegisteredPage(PageFilter filter, PageRegistration registration, long registeredAt) {
    this.filter = filter;
    this.sort = (byte) registration.params().sort().ordinal();
    this.isCategoryPage = registration.key().kind() == CachedKind.CATEGORY;
    String name = registration.key().name().substring(registration.key().kind().prefix().length());
    this.keyBits = isCategoryPage ? Long.parseLong(name) : HexFormat.fromHexDigitsToLong(name);
    this.registeredAt = registeredAt;
  }

  CacheKey key() {
    return isCategoryPage
        ? CacheKey.category(keyBits)
        : CacheKey.listing(HexFormat.of().toHexDigits(keyBits));
  }

  long registeredAt() {
    return registeredAt;
  }

  PageFilter filter() {
    return filter;
  }

  /** From now on the page is known to show these products. */
  void show(PageContent content) {
    shown = ShownProducts.of(ListingSort.values()[sort], content);
  }

  /** Whether a row that stays in the filter changes what the page shows. Errs only towards yes. */
  boolean isAlteredBy(Update update) {
    if (update.looksSame() && !update.moves(sort)) {
      return false;
    }
    return shown == null || shown.areAlteredBy(update);
  }

  /** Whether it is known to be altered by rows that stay only if it shows them. */
  boolean showsCertainProducts() {
    return shown != null && shown.areCertain();
  }

  /** The union of {@link ShownProducts#bit} of the products, if they are certain. */
  long shownBits() {
    return shown == null ? 0 : shown.bits();
  }

  /** False if this was called before for the same comparison. */
  boolean alter(int number) {
    boolean isFirst = lastAltered != number;
    lastAltered = number;
    return isFirst;
  }

  void forgetNumber() {
    lastAltered = 0;
  }

  @Nullable RegisteredPage next() {
    return next;
  }

  void linkBefore(@Nullable RegisteredPage page) {
    next = page;
  }
}
