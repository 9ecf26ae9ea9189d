package dev.freshet.catalog;

import java.util.List;

/**
 * A category with its first products.
 *
 * @param items the first 100 products by name, then id
 * @param total how many products the category has
 */
public record CategoryPage(Category category, List<ProductSummary> items, long total) {

  /** How many products it shows at the most. */
  public static final int MAX_ITEMS = 100;

  public CategoryPage {
    items = List.copyOf(items);
  }
}
