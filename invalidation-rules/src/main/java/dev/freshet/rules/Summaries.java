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

  private static final int LONGEST_NUMBER = 100;

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

  /**
   * The number that this text is. Empty if it is none, as PostgreSQL's NaN, and if it is so long
   * that what Java does with it would take seconds: a numeric may have 147,455 digits.
   */
  static Optional<BigDecimal> number(String text) {
    try {
      return text.length() > LONGEST_NUMBER ? Optional.empty() : Optional.of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static OptionalLong cents(String price) {
    return number(price)
        .map(is -> is.movePointRight(2).stripTrailingZeros())
        .filter(
            cents ->
                cents.signum() >= 0
                    && cents.scale() <= 0
                    && cents.precision() - cents.scale() <= MAX_DIGITS
                    && cents.longValueExact() <= ProductRow.MAX_CENTS)
        .map(cents -> OptionalLong.of(cents.longValueExact()))
        .orElse(OptionalLong.empty());
  }

  private static OptionalLong micros(String time) {
    try {
      return OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(time)));
    } catch (DateTimeException | ArithmeticException e) {
      return OptionalLong.empty();
    }
  }
}
