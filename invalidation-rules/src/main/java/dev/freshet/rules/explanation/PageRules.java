package dev.freshet.rules.explanation;

import dev.freshet.rules.listings.ProductChange;
import dev.freshet.rules.listings.ProductRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** By which rules a change of a product finds listings and category pages. */
final class PageRules {

  private static final String LISTINGS = "listings";

  private PageRules() {}

  static List<Affected> of(ProductChange change) {
    Optional<ProductRow> before = change.before();
    Optional<ProductRow> after = change.after();
    if (before.isPresent() && after.isPresent()) {
      return ofUpdate(before.get(), after.get());
    }
    ProductRow row = before.or(() -> after).orElseThrow();
    String verb = after.isPresent() ? "enters" : "leaves";
    return List.of(
        new Affected("products:category:" + row.categoryId(), "the product %s it".formatted(verb)),
        new Affected(
            LISTINGS,
            "all pages whose conditions %s meet, since each shows the total"
                .formatted(Rows.describe(row))));
  }

  private static List<Affected> ofUpdate(ProductRow before, ProductRow after) {
    List<Affected> all = new ArrayList<>();
    if (before.categoryId() == after.categoryId()) {
      all.add(
          new Affected(
              "products:category:" + before.categoryId(),
              "if the product is among its first 100 by name, or may move there"));
    } else {
      String move = "category %d → %d".formatted(before.categoryId(), after.categoryId());
      all.add(
          new Affected(
              "products:category:%d and products:category:%d"
                  .formatted(before.categoryId(), after.categoryId()),
              move + ": both category pages"));
      all.add(new Affected(LISTINGS, move + ": all pages of the one and of the other category"));
    }
    if (!before.cents().equals(after.cents()) || before.cents().isEmpty()) {
      String move = "price %s → %s".formatted(Rows.price(before), Rows.price(after));
      all.add(
          new Affected(
              LISTINGS,
              move
                  + ": all pages whose price range has only one of the two; of those by price, the pages from the old to the new place"));
    }
    if (before.inStock() != after.inStock()) {
      all.add(
          new Affected(
              LISTINGS,
              "%s: all pages with in_stock"
                  .formatted(after.inStock() ? "in stock again" : "out of stock")));
    }
    if (!before.name().equals(after.name())) {
      all.add(
          new Affected(
              LISTINGS,
              "name \"%s\" → \"%s\": all pages that search for what only one of the two contains; all pages by name"
                  .formatted(before.name(), after.name())));
    }
    if (!before.createdAt().equals(after.createdAt())
        || before.createdAt().equals(OptionalLong.empty())) {
      all.add(
          new Affected(
              LISTINGS, "created_at: of the pages by newest, those from the old to the new place"));
    }
    if (!looksSame(before, after)) {
      all.add(new Affected(LISTINGS, "the pages that show the product"));
    }
    return all;
  }

  private static boolean looksSame(ProductRow before, ProductRow after) {
    return before.id() == after.id()
        && before.sku().equals(after.sku())
        && before.name().equals(after.name())
        && before.categoryId() == after.categoryId()
        && before.cents().equals(after.cents())
        && before.cents().isPresent()
        && before.currency().equals(after.currency())
        && before.inStock() == after.inStock();
  }
}
