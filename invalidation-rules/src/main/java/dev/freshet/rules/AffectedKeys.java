package dev.freshet.rules;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.CachedKind;
import dev.freshet.rules.listings.ProductChange;
import dev.freshet.rules.listings.ProductRow;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What one change makes wrong.
 *
 * @param keys values known by their key
 * @param product what listings and category pages may show differently; which of them do, {@link
 *     dev.freshet.rules.listings.ListingIndex} knows
 * @param purges kinds of which every value may be wrong
 */
public record AffectedKeys(
    Set<CacheKey> keys, Optional<ProductChange> product, Set<CachedKind> purges) {

  /** What a product shows of its own row. A table may have more columns; nothing shows them. */
  private static final List<String> VISIBLE =
      List.of(
          "id",
          "sku",
          "name",
          "description",
          "category_id",
          "price",
          "currency",
          "stock",
          "attributes",
          "created_at",
          "updated_at");

  /** What summaries show or are ordered by; of the stock, only whether there is any. */
  public static final List<String> SUMMARISED =
      List.of("id", "sku", "name", "category_id", "price", "currency", "stock", "created_at");

  public AffectedKeys {
    keys = Set.copyOf(keys);
    purges = Set.copyOf(purges);
  }

  /**
   * What the change makes wrong.
   *
   * @throws IllegalArgumentException if the change lacks what it must have
   */
  public static AffectedKeys of(RowChange change) {
    if (change.operation() == Operation.TRUNCATE) {
      return purge(change.table().kinds());
    }
    return switch (change.table()) {
      case PRODUCTS ->
          change.operation() == Operation.UPDATE ? ofUpdatedProduct(change) : ofProduct(change);
      case PRODUCT_IMAGES -> ofKeys(change, row -> CacheKey.product(row.integer("product_id")));
      case CATEGORIES -> ofKeys(change, row -> CacheKey.category(row.integer("id")));
    };
  }

  /** The columns that a product's row lacks, without which what shows it is not known. */
  public static List<String> lackingForSummary(Row row) {
    return SUMMARISED.stream().filter(column -> row.value(column).isEmpty()).toList();
  }

  /** Everything of these kinds. */
  static AffectedKeys purge(Set<CachedKind> kinds) {
    return new AffectedKeys(Set.of(), Optional.empty(), kinds);
  }

  /** What is left of it when all of these kinds is right already. */
  public AffectedKeys without(Set<CachedKind> settled) {
    if (settled.isEmpty()) {
      return this;
    }
    boolean noPages = settled.containsAll(Set.of(CachedKind.CATEGORY, CachedKind.LISTING));
    return new AffectedKeys(
        keys.stream().filter(key -> !settled.contains(key.kind())).collect(Collectors.toSet()),
        noPages ? Optional.empty() : product,
        purges.stream().filter(kind -> !settled.contains(kind)).collect(Collectors.toSet()));
  }

  private static AffectedKeys ofKeys(RowChange change, Function<Row, CacheKey> key) {
    return new AffectedKeys(keys(change, key), Optional.empty(), Set.of());
  }

  /** A product that is new or gone: absent ones are cached too, as absent. */
  private static AffectedKeys ofProduct(RowChange change) {
    boolean summarised = change.images().stream().allMatch(row -> row.hasAll(SUMMARISED));
    return summarised ? ofSummary(change) : ofUnknownSummary(change);
  }

  private static AffectedKeys ofUpdatedProduct(RowChange change) {
    Optional<Row> before = change.before().filter(row -> row.hasAll(SUMMARISED));
    Row after = change.after().orElseThrow(IllegalArgumentException::new);
    if (before.isEmpty() || !after.hasAll(SUMMARISED)) {
      return ofUnknownSummary(change);
    }
    if (!summariesDiffer(before.get(), after)) {
      Set<CacheKey> keys = isVisible(before.get(), after) ? products(change) : Set.of();
      return new AffectedKeys(keys, Optional.empty(), Set.of());
    }
    return ofSummary(change);
  }

  /** Whether the product may show a difference; a column that is missing may have changed. */
  private static boolean isVisible(Row before, Row after) {
    return !before.hasAll(VISIBLE)
        || VISIBLE.stream().anyMatch(column -> differs(column, before, after));
  }

  private static boolean summariesDiffer(Row before, Row after) {
    return SUMMARISED.stream()
        .anyMatch(
            column ->
                column.equals("stock")
                    ? inStock(before) != inStock(after)
                    : differs(column, before, after));
  }

  private static AffectedKeys ofSummary(RowChange change) {
    Optional<ProductRow> before = change.before().map(row -> Summaries.of(row, row));
    Optional<ProductRow> after =
        change.after().map(row -> Summaries.of(row, change.before().orElse(row)));
    return new AffectedKeys(
        products(change), Optional.of(new ProductChange(before, after)), Set.of());
  }

  /** Without the old values, any category page and any listing may have shown them. */
  private static AffectedKeys ofUnknownSummary(RowChange change) {
    return new AffectedKeys(
        products(change), Optional.empty(), Set.of(CachedKind.CATEGORY, CachedKind.LISTING));
  }

  private static Set<CacheKey> products(RowChange change) {
    return keys(change, row -> CacheKey.product(row.integer("id")));
  }

  private static Set<CacheKey> keys(RowChange change, Function<Row, CacheKey> key) {
    List<Row> images = change.images();
    if (images.isEmpty()) {
      throw new IllegalArgumentException("no image of the row");
    }
    return images.stream().map(key).collect(Collectors.toSet());
  }

  private static boolean inStock(Row row) {
    return row.integer("stock") > 0;
  }

  private static boolean differs(String column, Row before, Row after) {
    return !before.sameIn(after, column)
        && !(column.equals("price") && samePrice(before.value(column), after.value(column)));
  }

  /** By value, so that a change of the column's scale is none; PostgreSQL's NaN is no decimal. */
  private static boolean samePrice(Optional<Object> before, Optional<Object> after) {
    Optional<BigDecimal> price = number(before);
    return price.isPresent()
        && number(after).filter(it -> it.compareTo(price.get()) == 0).isPresent();
  }

  private static Optional<BigDecimal> number(Optional<Object> value) {
    return value.map(Object::toString).flatMap(Summaries::number);
  }
}
