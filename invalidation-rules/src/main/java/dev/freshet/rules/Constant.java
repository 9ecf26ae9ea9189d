package dev.freshet.rules;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A constant that columns are compared with: a number, a text in single quotes, true or false.
 *
 * @param text as the database would write the value
 * @param isDoubtful whether a value that is written otherwise may be the same all the same, by the
 *     type of the column
 */
record Constant(String text, boolean isNumber, boolean isDoubtful) {

  /** Built-in types whose values can be written in several ways, or come from the log in one. */
  private static final Set<String> WRITTEN_VARIOUSLY =
      Set.of(
          "bpchar",
          "smallint",
          "integer",
          "bigint",
          "numeric",
          "real",
          "double precision",
          "date",
          "interval",
          "bytea",
          "json",
          "jsonb",
          "xml");

  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}(?:\\.[0-9]{1,18})?");
  private static final Pattern TEXT = Pattern.compile("'((?:[^']|'')*+)'");
  private static final Pattern BOOLEAN = Pattern.compile("true|false");

  /**
   * From its text, as SQL writes it.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Constant of(String text) {
    String bare = text.strip();
    if (NUMBER.matcher(bare).matches()) {
      return new Constant(bare, true, false);
    }
    if (BOOLEAN.matcher(bare).matches()) {
      return new Constant(bare, false, false);
    }
    if (TEXT.matcher(bare).matches()) {
      return new Constant(bare.substring(1, bare.length() - 1).replace("''", "'"), false, false);
    }
    throw new IllegalArgumentException(
        "%s is no constant: write a number, a text in single quotes, true or false"
            .formatted(bare));
  }

  /** The same, for a column of this type. */
  Constant with(@Nullable String type) {
    boolean doubtful =
        !isNumber
            && type != null
            && (WRITTEN_VARIOUSLY.contains(type)
                || type.startsWith("time")
                || type.endsWith("citext")
                || (type.equals("boolean") && !BOOLEAN.matcher(text).matches())
                || (type.equals("uuid") && !UUID.matcher(text).matches()));
    return new Constant(text, isNumber, doubtful);
  }

  /**
   * Whether the value of a column compares so; empty if that is not known, as of NaN. Texts have no
   * order, as it depends on collation.
   */
  Optional<Boolean> compares(Object value, Operator operator) {
    if (!isNumber) {
      boolean isSame = value.toString().equals(text);
      return isDoubtful && !isSame ? Optional.empty() : Optional.of(operator.holds(isSame ? 0 : 1));
    }
    return Numbers.number(Optional.of(value))
        .map(is -> operator.holds(is.compareTo(new BigDecimal(text))));
  }

  @Override
  public String toString() {
    return isNumber || BOOLEAN.matcher(text).matches() ? text : "'" + text.replace("'", "''") + "'";
  }
}
