package dev.freshet.rules.listings;

import dev.freshet.catalog.listings.ListedPage;
import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.keys.RowId;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Draws the requests of a shop's visitors, of 100 listings:
 *
 * <ul>
 *   <li>72 a category, the larger the more popular; 8 the whole catalog, as a start page does; 20 a
 *       search, as site searches have, 5 of them within a category.
 *   <li>75 in the default order; 12 the cheapest first, 8 the newest, 3 the dearest, 2 by name
 *       backwards.
 *   <li>70 the first page, and 30 of any page's readers the next, up to the category's last; but
 *       after a search 10, for who does not find searches again.
 *   <li>85 of 20 products, the default; 8 of 50, 5 of 100, 2 of 10, which clients choose once.
 *   <li>20 only what is in stock.
 *   <li>12 with bounds on the price: 7 as links offer them, round; 5 from a slider, any number.
 * </ul>
 *
 * <p>Searches are for a word, 60 of 100; for what is typed of it so far, from three letters on, 20;
 * for the first two words of a product's name, 20.
 *
 * <p>Visitors of a larger shop's other departments begin there: who would ask for the whole catalog
 * asks for a category.
 */
final class MixRequests {

  private static final List<Integer> BOUNDS = List.of(0, 10, 20, 50, 100, 200, 500, 1_000);
  private static final int SLIDER = 300;

  private final Random random;
  private final MixCatalog catalog;

  MixRequests(Random random, MixCatalog catalog) {
    this.random = random;
    this.catalog = catalog;
  }

  /** Distinct listings, the popular ones first, and among them pages of categories, 1 in 10. */
  Collection<ListedPage> pages(int listings) {
    Set<ListedPage> pages = new LinkedHashSet<>();
    int distinct = 0;
    while (distinct < listings) {
      if (chance(10)) {
        pages.add(ListedPages.CATALOG.category(RowId.of(catalog.category())));
      } else if (pages.add(ListedPages.CATALOG.listing(listing()))) {
        distinct++;
      }
    }
    return pages;
  }

  /** The parameters of one request. */
  ListingParams listing() {
    Map<String, String> query = new HashMap<>();
    int scope = random.nextInt(100);
    boolean isSearch = scope >= 80;
    int products = Integer.MAX_VALUE;
    if (scope < 72 || scope >= 95 || (!isSearch && !catalog.isFirst())) {
      long category = catalog.category();
      products = catalog.rows(RowId.of(category)).size();
      query.put("category_id", Long.toString(category));
    }
    if (isSearch) {
      query.put("q", term());
    }
    query.put("sort", one("name", 75, "price", 12, "newest", 8, "-price", 3, "-name", 2));
    String size = one("20", 85, "50", 8, "100", 5, "10", 2);
    query.put("page_size", size);
    int lastPage = Math.max(1, products / Integer.parseInt(size));
    int page = 1;
    while (page < lastPage && chance(isSearch ? 10 : 30)) {
      page++;
    }
    query.put("page", Integer.toString(page));
    if (chance(20)) {
      query.put("in_stock", "true");
    }
    if (chance(12)) {
      addBounds(query);
    }
    return ListingParams.of(query::get);
  }

  private void addBounds(Map<String, String> query) {
    int from;
    int to;
    if (random.nextInt(12) < 7) {
      int place = random.nextInt(BOUNDS.size() - 1);
      from = BOUNDS.get(place);
      to = BOUNDS.get(place + 1);
    } else {
      from = random.nextInt(SLIDER);
      to = from + 1 + random.nextInt(SLIDER);
    }
    int ends = random.nextInt(3);
    if (ends != 0) {
      query.put("min_price", Integer.toString(from));
    }
    if (ends != 1) {
      query.put("max_price", Integer.toString(to));
    }
  }

  private String term() {
    int kind = random.nextInt(100);
    String word = catalog.word();
    if (kind < 60) {
      return word;
    } else if (kind < 80) {
      return word.substring(0, Math.min(word.length(), 3 + random.nextInt(4)));
    }
    String name = catalog.row().name();
    int third = name.indexOf(' ', name.indexOf(' ') + 1);
    return third < 0 ? name : name.substring(0, third);
  }

  /** One of the values, each of which has its share of 100. */
  private String one(Object... valuesAndShares) {
    int rest = random.nextInt(100);
    int i = 0;
    while (rest >= (Integer) valuesAndShares[i + 1]) {
      rest -= (Integer) valuesAndShares[i + 1];
      i += 2;
    }
    return (String) valuesAndShares[i];
  }

  private boolean chance(int ofHundred) {
    return random.nextInt(100) < ofHundred;
  }
}
