package dev.freshet.catalog.values;

import dev.freshet.catalog.ProductSummary;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;

final class SummaryFormat {
  private static final List<String> NAMES =
      List.of("id", "sku", "name", "category_id", "price", "currency", "in_stock");

  private SummaryFormat() {}

  static void write(ProductSummary summary, ValueWriter out) throws IOException {
    out.map(NAMES.size());
    out.name("id").int64(summary.id());
    out.name("sku").string(summary.sku());
    out.name("name").string(summary.name());
    out.name("category_id").int64(summary.categoryId());
    out.name("price").price(summary.price());
    out.name("currency").string(summary.currency());
    out.name("in_stock").bool(summary.inStock());
  }

  static ProductSummary read(ValueReader in) throws IOException {
    long id = 0;
    String sku = "";
    String name = "";
    long categoryId = 0;
    BigDecimal price = BigDecimal.ZERO;
    String currency = "";
    boolean inStock = false;
    for (Fields fields = in.fields(NAMES); fields.hasNext(); ) {
      String field = fields.next();
      switch (field) {
        case "id" -> id = in.int64();
        case "sku" -> sku = in.string();
        case "name" -> name = in.string();
        case "category_id" -> categoryId = in.int64();
        case "price" -> price = in.price();
        case "currency" -> currency = in.string();
        case "in_stock" -> inStock = in.bool();
        default -> throw new AssertionError(field);
      }
    }
    return new ProductSummary(id, sku, name, categoryId, price, currency, inStock);
  }
}
