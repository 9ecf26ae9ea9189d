package dev.freshet.rules;

import dev.freshet.keys.Kind;
import dev.freshet.rules.listings.ProductChange;
import dev.freshet.rules.listings.ProductRow;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * In which columns a table has what listings show of a product, filter by, or order by.
 *
 * @param price a numeric, compared by value
 * @param inStock such as {@code stock > 0}
 * @param kinds of the pages that show it
 * @param all the columns
 * @param watched what of them alters what listings show
 */
record ListingColumns(
    String id,
    String sku,
    String name,
    String category,
    String price,
    String currency,
    Watched.Comparison inStock,
    String created,
    Set<Kind> kinds,
    List<String> all,
    List<Watched> watched) {

  ListingColumns {
    kinds = Collections.unmodifiableSet(new TreeSet<>(kinds));
  }

  ListingColumns(
      String id,
      String sku,
      String name,
      String category,
      String price,
      String currency,
      Watched.Comparison inStock,
      String created,
      Set<Kind> kinds) {
    this(
        id,
        sku,
        name,
        category,
        price,
        currency,
        inStock,
        created,
        kinds,
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

  /** The columns that a row lacks, without which what shows it is not known. */
  List<String> lacking(Row row) {
    return all.stream().filter(column -> row.value(column).isEmpty()).toList();
  }

  /** Adds what the change does to what listings know. */
  void apply(RowChange change, AffectedKeys.Builder affected) {
    Optional<Row> before = change.before();
    Optional<Row> after = change.after();
    boolean isUpdate = change.operation() == Operation.UPDATE;
    boolean isKnown =
        before.map(row -> row.hasAll(all)).orElse(!isUpdate)
            && after.map(row -> row.hasAll(all)).orElse(!isUpdate);
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
        row.integer(id),
        text(row, old, sku),
        text(row, old, name),
        row.integer(category),
        Numbers.cents(text(row, old, price)),
        text(row, old, currency),
        inStock
            .holds(row)
            .orElseThrow(
                () -> new IllegalArgumentException("column " + inStock.column() + " is no number")),
        micros(text(row, old, created)));
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
