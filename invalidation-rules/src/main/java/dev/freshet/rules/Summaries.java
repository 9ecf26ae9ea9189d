package dev.freshet.rules;

import dev.freshet.rules.listings.ProductRow;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;

/** From rows to what listings know of them. */
final class Summaries {

  private static final int MAX_DIGITS = 13;

  /**
   * Characters of a number that is looked into. A numeric may have 147,455 digits, and what Java
   * does with so many takes time by their square.
   */
  static final int LONGEST_PRICE = 100;

  private Summaries() {}

  /**
   * What listings know of a product's row.
   *
   * @param old has the values that are unchanged and so were not delivered again
   * @throws IllegalArgumentException if a column is absent or something else
   */
  static ProductRow of(Row row, Row old) {
    return new ProductRow(
        row.integer("id"),
        text(row, old, "sku"),
        text(row, old, "name"),
        row.integer("category_id"),
        cents(text(row, old, "price")),
        text(row, old, "currency"),
        row.integer("stock") > 0,
        micros(text(row, old, "created_at")));
  }

  private static String text(Row row, Row old, String column) {
    Optional<Object> value = row.value(column);
    return (value.filter(Row.UNCHANGED::equals).isPresent() ? old.value(column) : value)
        .filter(found -> !Row.UNCHANGED.equals(found))
        .map(Object::toString)
        .orElseThrow(() -> new IllegalArgumentException("column " + column + " has no value"));
  }

  private static OptionalLong cents(String price) {
    if (price.length() > LONGEST_PRICE) {
      return OptionalLong.empty();
    }
    try {
      BigDecimal cents = new BigDecimal(price).movePointRight(2).stripTrailingZeros();
      boolean isExact =
          cents.signum() >= 0
              && cents.scale() <= 0
              && cents.precision() - cents.scale() <= MAX_DIGITS
              && cents.longValueExact() <= ProductRow.MAX_CENTS;
      return isExact ? OptionalLong.of(cents.longValueExact()) : OptionalLong.empty();
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static OptionalLong micros(String time) {
    try {
      return OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(time)));
    } catch (DateTimeException | ArithmeticException e) {
      return OptionalLong.empty();
    }
  }
}
