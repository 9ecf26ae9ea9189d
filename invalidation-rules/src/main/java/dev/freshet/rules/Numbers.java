package dev.freshet.rules;

import dev.freshet.rules.listings.ProductRow;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;

/** From the values of numeric columns to numbers. */
final class Numbers {

  private static final int MAX_DIGITS = 13;

  private static final int LONGEST = 100;

  private Numbers() {}

  /**
   * The number that this value is. Empty if it is none, as PostgreSQL's NaN, and if it is so long
   * that what Java does with it would take seconds: a numeric may have 147,455 digits.
   */
  static Optional<BigDecimal> number(Optional<Object> value) {
    return value.map(Object::toString).flatMap(Numbers::number);
  }

  private static Optional<BigDecimal> number(String text) {
    try {
      return text.length() > LONGEST ? Optional.empty() : Optional.of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** A price in cents; empty if {@link ProductRow#cents} cannot hold it. */
  static OptionalLong cents(String price) {
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
}
