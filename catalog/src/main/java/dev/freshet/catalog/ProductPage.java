package dev.freshet.catalog;

import java.util.List;

/**
 * One page of a listing.
 *
 * @param page from 1
 * @param pageSize how many items a full page has
 * @param total how many products all pages have together
 */
public record ProductPage(List<ProductSummary> items, int page, int pageSize, long total) {
  public ProductPage {
    items = List.copyOf(items);
  }
}
