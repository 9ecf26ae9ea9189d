package dev.freshet.catalog.values;

import dev.freshet.catalog.ProductPage;
import dev.freshet.catalog.ProductSummary;
import java.io.IOException;
import java.util.List;

/**
 * A page, and in the field {@code params} the canonical parameters that it answers: two of them can
 * be made to have the same hash.
 */
final class ListingFormat {
  private static final List<String> NAMES =
      List.of("params", "items", "page", "page_size", "total");

  private ListingFormat() {}

  static void write(String params, ProductPage page, ValueWriter out) throws IOException {
    out.map(NAMES.size());
    out.name("params").string(params);
    out.name("items").array(page.items(), SummaryFormat::write);
    out.name("page").atLeast(1, page.page());
    out.name("page_size").atLeast(1, page.pageSize());
    out.name("total").atLeast(0, page.total());
  }

  static ProductPage read(String params, ValueReader in) throws IOException {
    List<ProductSummary> items = List.of();
    int page = 0;
    int pageSize = 0;
    long total = 0;
    for (Fields fields = in.fields(NAMES); fields.hasNext(); ) {
      String field = fields.next();
      switch (field) {
        case "params" -> {
          if (!in.string().equals(params)) {
            throw in.malformed("other parameters");
          }
        }
        case "items" -> items = in.array(SummaryFormat::read);
        case "page" -> page = in.intAtLeast(1);
        case "page_size" -> pageSize = in.intAtLeast(1);
        case "total" -> total = in.atLeast(0);
        default -> throw new AssertionError(field);
      }
    }
    return new ProductPage(items, page, pageSize, total);
  }
}
