package dev.freshet.benchmarks.reading;

import java.util.List;
import java.util.stream.IntStream;

/**
 * One of the cached reads, and what is asked for: little enough to be warm, too much for one line.
 */
enum Kind {
  PRODUCT("product", IntStream.rangeClosed(1, 500).mapToObj(id -> "/products/" + id).toList()),
  LISTING(
      "listing",
      IntStream.rangeClosed(1, 100)
          .mapToObj(n -> "/products?min_price=%d.00&page=%d".formatted(n, 1 + n % 3))
          .toList()),
  // Departments come first and have no products of their own; shelves follow.
  CATEGORY(
      "category",
      IntStream.rangeClosed(9, 40).mapToObj(id -> "/categories/" + id + "/products").toList());

  private final String label;
  private final List<String> paths;

  Kind(String label, List<String> paths) {
    this.label = label;
    this.paths = paths;
  }

  String label() {
    return label;
  }

  List<String> paths() {
    return paths;
  }
}
