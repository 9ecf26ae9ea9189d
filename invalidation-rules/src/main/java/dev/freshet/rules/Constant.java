package dev.freshet.rules;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A constant that columns are compared with: a number, a text in single quotes, true or false.
 *
 * @param text as the database would write the value
 */
record Constant(String text, boolean isNumber) {

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}(?:\\.[0-9]{1,18})?");
  private static final Pattern TEXT = Pattern.compile("'((?:[^']|'')*)'");
  private static final Pattern BOOLEAN = Pattern.compile("true|false");

  /**
   * From its text, as SQL writes it.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Constant of(String text) {
    String bare = text.strip();
    if (NUMBER.matcher(bare).matches()) {
      return new Constant(bare, true);
    }
    if (BOOLEAN.matcher(bare).matches()) {
      return new Constant(bare, false);
    }
    if (TEXT.matcher(bare).matches()) {
      return new Constant(bare.substring(1, bare.length() - 1).replace("''", "'"), false);
    }
    throw new IllegalArgumentException(
        "%s is no constant: write a number, a text in single quotes, true or false"
            .formatted(bare));
  }

  /**
   * Whether the value of a column compares so; empty if that is not known, as of NaN. Texts have no
   * order, as it depends on collation.
   */
  Optional<Boolean> compares(Object value, Operator operator) {
    if (!isNumber) {
      return Optional.of(operator.holds(value.toString().equals(text) ? 0 : 1));
    }
    return Numbers.number(Optional.of(value))
        .map(is -> operator.holds(is.compareTo(new BigDecimal(text))));
  }

  @Override
  public String toString() {
    return isNumber || BOOLEAN.matcher(text).matches() ? text : "'" + text.replace("'", "''") + "'";
  }
}
