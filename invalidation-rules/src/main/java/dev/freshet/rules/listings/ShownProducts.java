package dev.freshet.rules.listings;

import dev.freshet.catalog.listings.ListingSort;
import dev.freshet.keys.PageContent;
import dev.freshet.keys.RowId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which products a page shows, as far as that is kept. */
sealed interface ShownProducts permits ShownProducts.None, ShownProducts.Some, Span {

  /** What is kept of a page's content; null if it is not of a page that is sorted like this. */
  static @Nullable ShownProducts of(ListingSort sort, PageContent content) {
    List<RowId> ids = content.ids();
    if (content.first().isPresent() && content.last().isPresent()) {
      return Span.of(
          sort,
          Positions.ascending(sort, content.first().getAsLong()),
          ids.get(0),
          Positions.ascending(sort, content.last().getAsLong()),
          ids.get(ids.size() - 1));
    }
    if (ids.isEmpty()) {
      return None.INSTANCE;
    }
    boolean byName = sort == ListingSort.NAME || sort == ListingSort.NAME_DESC;
    return byName ? Some.of(ids) : null;
  }

  /**
   * Whether a row that stays in the filter, and changes its place or its looks, changes what the
   * page shows. Errs only towards yes.
   */
  boolean areAlteredBy(Update update);

  /** The {@link Signature} of the page. */
  long signature();

  /** No products: the page is behind the end, which a row that stays does not move. */
  enum None implements ShownProducts {
    INSTANCE;

    @Override
    public boolean areAlteredBy(Update update) {
      return false;
    }

    @Override
    public long signature() {
      return Signature.NOTHING;
    }
  }

  /**
   * Products that are sorted by name. How names are ordered only the database knows, so a row that
   * moves may move into any page.
   *
   * @param hashes of the ids: two bytes suffice to tell nearly all others
   */
  record Some(short[] hashes) implements ShownProducts {

    static Some of(List<RowId> ids) {
      short[] hashes = new short[ids.size()];
      for (int i = 0; i < hashes.length; i++) {
        hashes[i] = ProductId.hash(ids.get(i).text());
      }
      return new Some(hashes);
    }

    @Override
    public boolean areAlteredBy(Update update) {
      if (update.moves(ListingSort.NAME)) {
        return true;
      }
      short hash = update.idHash();
      for (short shown : hashes) {
        if (shown == hash) {
          return true;
        }
      }
      return false;
    }

    @Override
    public long signature() {
      long bits = 0;
      for (short hash : hashes) {
        bits |= Signature.idBits(hash);
      }
      return bits;
    }
  }
}
