package dev.freshet.rules.listings;

import dev.freshet.catalog.listings.ListedPage;
import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.catalog.listings.ListingSort;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.PageContent;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One registration of one page. A page that was loaded several times may have several, of which it
 * is not known whose value is cached; each stands for what its own load has seen.
 */
final class RegisteredPage implements Pages {

  private static final int MILLIS = 1_000;

  private final PageFilter filter;

  /** The ordinal of the {@link ListingSort}. */
  private final byte sort;

  private final boolean isCategoryPage;

  /** The listing's hash; the category's id its filter has. */
  private final long hash;

  /** In seconds since 1970, without a sign, to take less memory; rounded up. */
  private final int registeredAt;

  private @Nullable ShownProducts shown;

  /** Whether its filter has it no more. */
  private boolean isGone;

  /** The last comparison that found it altered. */
  private int lastAltered;

  /**
   * A page that may show anything.
   *
   * @param registeredAt in ms since 1970, by the server's clock
   */
  RegisteredPage(PageFilter filter, ListedPage registration, long registeredAt) {
    this.filter = filter;
    this.sort = (byte) registration.params().sort().ordinal();
    this.isCategoryPage = registration.key().kind().equals(ListedPages.CATEGORY);
    this.hash = isCategoryPage ? 0 : HexFormat.fromHexDigitsToLong(registration.params().hash());
    this.registeredAt = (int) Math.floorDiv(registeredAt + MILLIS - 1, MILLIS);
  }

  /**
   * Its key.
   *
   * @param pages that it is one of
   */
  CacheKey key(ListedPages pages) {
    return (isCategoryPage
            ? pages.categoryKey(filter.category().toString())
            : pages.listingKey(HexFormat.of().toHexDigits(hash)))
        .orElseThrow();
  }

  /** In ms since 1970, by the server's clock; up to a second later than it was. */
  long registeredAt() {
    return Integer.toUnsignedLong(registeredAt) * MILLIS;
  }

  PageFilter filter() {
    return filter;
  }

  /** To be called when its filter lets go of it; what it shows may become known all the same. */
  void leave() {
    isGone = true;
  }

  boolean isGone() {
    return isGone;
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

  @Override
  public long signature() {
    return shown == null ? Signature.ANYTHING : shown.signature();
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

  @Override
  public Pages with(RegisteredPage page) {
    return new PageList(this, page);
  }

  @Override
  public void forEach(Consumer<RegisteredPage> consumer) {
    consumer.accept(this);
  }

  /** Its filter has asked for its signature. */
  @Override
  public void forEachCandidate(Update update, Consumer<RegisteredPage> consumer) {
    consumer.accept(this);
  }

  @Override
  public void update(RegisteredPage page) {}
}
