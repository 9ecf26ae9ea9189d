package dev.freshet.rules;

import dev.freshet.keys.Kind;
import dev.freshet.keys.RowId;
import dev.freshet.rules.listings.ProductChange;
import dev.freshet.rules.listings.ProductId;
import dev.freshet.rules.listings.ProductRow;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * In which columns a table has what listings show of a product, filter by, or order by.
 *
 * @param line where they are written
 * @param category may be null in a row, which then is in none
 * @param price a numeric, compared by value
 * @param inStock such as {@code stock > 0}
 * @param kinds of the pages that show it
 * @param isUuid whether the ids are known to be uuids, whose order is that of their bytes
 * @param all the columns
 * @param watched what of them alters what listings show
 */
record ListingColumns(
    int line,
    String id,
    String sku,
    String name,
    String category,
    String price,
    String currency,
    Watched.Comparison inStock,
    String created,
    Set<Kind> kinds,
    boolean isUuid,
    List<String> all,
    List<Watched> watched) {

  ListingColumns {
    kinds = Collections.unmodifiableSet(new TreeSet<>(kinds));
  }

  ListingColumns(
      int line,
      String id,
      String sku,
      String name,
      String category,
      String price,
      String currency,
      Watched.Comparison inStock,
      String created,
      Set<Kind> kinds,
      boolean isUuid) {
    this(
        line,
        id,
        sku,
        name,
        category,
        price,
        currency,
        inStock,
        created,
        kinds,
        isUuid,
        List.of(id, sku, name, category, price, currency, inStock.column(), created),
        List.of(
            Watched.column(id),
            Watched.column(sku),
            Watched.column(name),
            Watched.column(category),
            Watched.number(price),
            Watched.column(currency),
            inStock,
            Watched.column(created)));
  }

  /** The same, with the types of the table's columns. */
  ListingColumns with(Map<String, String> types) {
    return new ListingColumns(
        line,
        id,
        sku,
        name,
        category,
        price,
        currency,
        (Watched.Comparison) inStock.with(types),
        created,
        kinds,
        "uuid".equals(types.get(id)));
  }

  MatchedColumns matched() {
    return new MatchedColumns(
        line,
        id,
        category,
        all.stream().filter(column -> !column.equals(category)).collect(Collectors.toSet()));
  }

  /** What makes it another rule. */
  Object fingerprint() {
    return watched;
  }

  /** The columns that a row lacks, without which what shows it is not known. */
  List<String> lacking(Row row) {
    return all.stream().filter(column -> !isKnown(row, column)).toList();
  }

  private boolean isKnown(Row row, String column) {
    return column.equals(category)
        ? row.columns().containsKey(column)
        : row.value(column).isPresent();
  }

  private boolean isKnown(Row row) {
    for (String column : all) {
      if (!isKnown(row, column)) {
        return false;
      }
    }
    return true;
  }

  /** Adds what the change does to what listings know. */
  void apply(RowChange change, AffectedKeys.Builder affected) {
    Optional<Row> before = change.before();
    Optional<Row> after = change.after();
    boolean isUpdate = change.operation() == Operation.UPDATE;
    boolean isKnown =
        before.map(this::isKnown).orElse(!isUpdate) && after.map(this::isKnown).orElse(!isUpdate);
    if (!isKnown) {
      // Without the old values, any category page and any listing may have shown them.
      kinds.forEach(kind -> affected.purge(PurgeReason.IMAGE, kind));
    } else if (!isUpdate || differ(before.orElseThrow(), after.orElseThrow())) {
      affected.product(
          new ProductChange(
              before.map(row -> of(row, row)), after.map(row -> of(row, before.orElse(row)))));
    }
  }

  private boolean differ(Row before, Row after) {
    for (Watched each : watched) {
      if (each.differs(before, after)) {
        return true;
      }
    }
    return false;
  }

  /**
   * What listings know of a product's row.
   *
   * @param old has the values that are unchanged and so were not delivered again
   * @throws IllegalArgumentException if a column is absent or something else
   */
  ProductRow of(Row row, Row old) {
    return new ProductRow(
        id(row, old, id, isUuid),
        text(row, old, sku),
        text(row, old, name),
        row.value(category).isEmpty() ? null : id(row, old, category, false),
        Numbers.cents(text(row, old, price)),
        text(row, old, currency),
        inStock
            .holds(row)
            .orElseThrow(
                () -> new IllegalArgumentException("column " + inStock.column() + " is no number")),
        micros(text(row, old, created)));
  }

  private static ProductId id(Row row, Row old, String column, boolean isUuid) {
    if (row.value(column).orElse(Row.UNCHANGED) instanceof Number number) {
      return ProductId.of(number.longValue());
    }
    String text = text(row, old, column);
    return isUuid
        ? RowId.uuid(text).map(ProductId::of).orElseGet(() -> ProductId.of(text))
        : ProductId.of(text);
  }

  private static String text(Row row, Row old, String column) {
    Optional<Object> value = row.value(column);
    return (value.filter(Row.UNCHANGED::equals).isPresent() ? old.value(column) : value)
        .filter(found -> found != Row.UNCHANGED)
        .map(Object::toString)
        .orElseThrow(() -> new IllegalArgumentException("column " + column + " has no value"));
  }

  private static OptionalLong micros(String time) {
    try {
      return OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(time)));
    } catch (DateTimeException | ArithmeticException e) {
      return OptionalLong.empty();
    }
  }
}
