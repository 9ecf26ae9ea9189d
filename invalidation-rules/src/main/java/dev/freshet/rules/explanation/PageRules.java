package dev.freshet.rules.explanation;

import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.keys.CacheKey;
import dev.freshet.rules.listings.ProductChange;
import dev.freshet.rules.listings.ProductRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** By which rules a change of a product finds listings and category pages. */
final class PageRules {

  private static final String LISTINGS = "listings";

  private PageRules() {}

  /**
   * @param pages how the keys of category pages are written
   */
  static List<Affected> of(ProductChange change, ListedPages pages) {
    Optional<ProductRow> before = change.before();
    Optional<ProductRow> after = change.after();
    if (before.isPresent() && after.isPresent()) {
      return ofUpdate(before.get(), after.get(), pages);
    }
    ProductRow row = before.or(() -> after).orElseThrow();
    String verb = after.isPresent() ? "enters" : "leaves";
    List<Affected> all = new ArrayList<>();
    categoryPages(pages, row)
        .forEach(page -> all.add(new Affected(page, "the product %s it".formatted(verb))));
    all.add(
        new Affected(
            LISTINGS,
            "all pages whose conditions %s meet, since each shows the total"
                .formatted(Rows.describe(row))));
    return all;
  }

  private static List<Affected> ofUpdate(ProductRow before, ProductRow after, ListedPages pages) {
    List<Affected> all = new ArrayList<>();
    if (Objects.equals(before.categoryId(), after.categoryId())) {
      categoryPages(pages, before)
          .forEach(
              page ->
                  all.add(
                      new Affected(
                          page,
                          "if the product is among its first 100 by name, or may move there")));
    } else {
      String move = "category %s → %s".formatted(Rows.category(before), Rows.category(after));
      List<String> both = categoryPages(pages, before, after);
      if (!both.isEmpty()) {
        all.add(
            new Affected(
                String.join(" and ", both),
                move + (both.size() == 1 ? ": its category page" : ": both category pages")));
      }
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

  /** Of the categories that the rows are in. */
  private static List<String> categoryPages(ListedPages pages, ProductRow... rows) {
    return Stream.of(rows)
        .flatMap(row -> Optional.ofNullable(row.categoryId()).stream())
        .flatMap(category -> pages.categoryKey(category.text()).stream())
        .map(CacheKey::name)
        .toList();
  }

  private static boolean looksSame(ProductRow before, ProductRow after) {
    return before.id().equals(after.id())
        && before.sku().equals(after.sku())
        && before.name().equals(after.name())
        && Objects.equals(before.categoryId(), after.categoryId())
        && before.cents().equals(after.cents())
        && before.cents().isPresent()
        && before.currency().equals(after.currency())
        && before.inStock() == after.inStock();
  }
}
