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
  private final ListingSort sort;
  private final boolean isCategoryPage;

  /** The category's id, or the listing's hash. */
  private final long keyBits;

  private final long registeredAt;
  private @Nullable ShownProducts shown;
  private @Nullable RegisteredPage next;

  /**
   * A page that may show anything.
   *
   * @param registeredAt in ms since 1970, by the server's clock
   */
  RegisteredPage(PageFilter filter, PageRegistration registration, long registeredAt) {
    this.filter = filter;
    this.sort = registration.params().sort();
    this.isCategoryPage = registration.key().kind() == CachedKind.CATEGORY;
    String name = registration.key().name().substring(registration.key().kind().prefix().length());
    this.keyBits = isCategoryPage ? Long.parseLong(name) : HexFormat.fromHexDigitsToLong(name);
    this.registeredAt = registeredAt;
  }

  PageFilter filter() {
    return filter;
  }

  CacheKey key() {
    return isCategoryPage
        ? CacheKey.category(keyBits)
        : CacheKey.listing(HexFormat.of().toHexDigits(keyBits));
  }

  boolean hasKeyOf(RegisteredPage other) {
    return keyBits == other.keyBits && isCategoryPage == other.isCategoryPage;
  }

  long registeredAt() {
    return registeredAt;
  }

  /** From now on the page is known to show these products. */
  void show(PageContent content) {
    shown = ShownProducts.of(sort, content);
  }

  /** Whether a row that stays in the filter changes what the page shows. Errs only towards yes. */
  boolean isAlteredBy(ProductRow before, ProductRow after) {
    boolean moves = !Positions.isSame(sort, before, after);
    if (!moves && before.looksLike(after)) {
      return false;
    }
    return shown == null || shown.areAlteredBy(before, after, moves);
  }

  @Nullable RegisteredPage next() {
    return next;
  }

  void linkBefore(@Nullable RegisteredPage page) {
    next = page;
  }
}
