package dev.freshet.keys;

import java.util.List;

/**
 * A category with its first products.
 *
 * @param items the first 100 products by name, then id
 * @param total how many products the category has
 */
public record CategoryPage(Category category, List<ProductSummary> items, long total) {
  public CategoryPage {
    items = List.copyOf(items);
  }
}
