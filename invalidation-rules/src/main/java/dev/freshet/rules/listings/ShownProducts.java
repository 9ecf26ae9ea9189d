package dev.freshet.rules.listings;

import dev.freshet.catalog.listings.ListingSort;
import dev.freshet.keys.PageContent;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Which products a page shows, as far as that is kept. */
sealed interface ShownProducts {

  /** What is kept of a page's content; null if it is not of a page that is sorted like this. */
  static @Nullable ShownProducts of(ListingSort sort, PageContent content) {
    List<Long> ids = content.ids();
    if (content.first().isPresent() && content.last().isPresent()) {
      return new Span(
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

    static Some of(List<Long> ids) {
      short[] hashes = new short[ids.size()];
      for (int i = 0; i < hashes.length; i++) {
        hashes[i] = hash(ids.get(i));
      }
      return new Some(hashes);
    }

    @Override
    public boolean areAlteredBy(Update update) {
      if (update.moves(ListingSort.NAME)) {
        return true;
      }
      short hash = hash(update.before().id());
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

    /** The upper bits of the product with the golden ratio, Knuth's multiplicative hashing. */
    static short hash(long id) {
      return (short) (id * 0x9E3779B97F4A7C15L >>> 48);
    }
  }

  /** All products from one place to another in an order by numbers. */
  record Span(ListingSort sort, long first, long firstId, long last, long lastId)
      implements ShownProducts {

    @Override
    public boolean areAlteredBy(Update update) {
      OptionalLong from = Positions.number(sort, update.before());
      OptionalLong to = Positions.number(sort, update.after());
      if (from.isEmpty() || to.isEmpty()) {
        return true;
      }
      int left = side(from.getAsLong(), update.before().id());
      return left == 0 || left != side(to.getAsLong(), update.after().id());
    }

    @Override
    public long signature() {
      return Signature.ofSpan(
          sort, Positions.ascending(sort, first), Positions.ascending(sort, last));
    }

    /** Negative: in front of the page; 0: on it; positive: behind it. */
    private int side(long number, long id) {
      if (number < first || (number == first && id < firstId)) {
        return -1;
      }
      return number > last || (number == last && id > lastId) ? 1 : 0;
    }
  }
}
