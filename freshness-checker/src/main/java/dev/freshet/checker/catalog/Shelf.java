package dev.freshet.checker.catalog;

import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.checker.history.Page;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A category with few products. It knows those that were put there last, whether they are still
 * there or not. Thread-safe.
 */
public final class Shelf {

  /** More products than that are taken off again; all of them fit on a page. */
  static final int CAPACITY = 12;

  private final long category;
  private final List<Page> pages;
  private final Deque<Long> recent = new ArrayDeque<>();

  public Shelf(long category) {
    this.category = category;
    this.pages =
        List.of(
            new CatalogPage.Category(category),
            new CatalogPage.Category(category),
            listing(Map.of("page_size", "100")),
            listing(Map.of("page_size", "100", "in_stock", "true")),
            listing(Map.of("page_size", "100", "q", "red")),
            listing(Map.of("page_size", "3", "sort", "-name")),
            listing(Map.of("page_size", "3", "sort", "price", "page", "2")),
            listing(Map.of("page_size", "4", "sort", "newest")));
  }

  private Page listing(Map<String, String> parameters) {
    Map<String, String> all = new HashMap<>(parameters);
    all.put("category_id", Long.toString(category));
    return new CatalogPage.Listing(ListingParams.of(all::get));
  }

  long category() {
    return category;
  }

  /** What shows the category's products together. */
  List<Page> pages() {
    return pages;
  }

  synchronized void add(long product) {
    recent.addLast(product);
    if (recent.size() > CAPACITY) {
      recent.removeFirst();
    }
  }

  /** The id of one of the last products; any other if there are none. */
  long product(Random random) {
    List<Long> ids = products();
    return ids.isEmpty() ? 1 : ids.get(random.nextInt(ids.size()));
  }

  /** The ids of the last products. */
  public synchronized List<Long> products() {
    return List.copyOf(recent);
  }

  Page page(Random random) {
    return random.nextBoolean()
        ? new CatalogPage.Product(product(random))
        : pages.get(random.nextInt(pages.size()));
  }
}
