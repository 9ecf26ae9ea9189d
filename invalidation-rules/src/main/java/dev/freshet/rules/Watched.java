package dev.freshet.rules;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Something about a row that a change may alter: a column, or whether it compares so. */
sealed interface Watched {

  /** Such as {@code stock > 0} or {@code state = 'sold'}. */
  Pattern COMPARISON =
      Pattern.compile(
          "(?<column>" + SqlName.NAME + ")\\s*(?<operator>=|<>|!=|<=|>=|<|>)\\s*(?<constant>.+)");

  String column();

  /** Whether it is, or may be, another in a later image of the row. */
  boolean differs(Row before, Row after);

  /** The same, with the types of the table's columns. */
  default Watched with(Map<String, String> types) {
    return this;
  }

  /**
   * From its text, a column or a comparison.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static Watched of(String text) {
    Matcher comparison = COMPARISON.matcher(text.strip());
    return comparison.matches()
        ? new Comparison(
            SqlName.one(comparison.group("column")),
            Operator.of(comparison.group("operator")),
            Constant.of(comparison.group("constant")))
        : column(SqlName.one(text.strip()));
  }

  static Watched column(String name) {
    return new Column(name, false);
  }

  /** A column of which {@code 1.0} and {@code 1.00} are the same. */
  static Watched number(String name) {
    return new Column(name, true);
  }

  /**
   * Any change of a column.
   *
   * @param isNumber whether it is compared by value, so that a change of its scale is none
   */
  record Column(String column, boolean isNumber) implements Watched {

    @Override
    public boolean differs(Row before, Row after) {
      return !before.sameIn(after, column) && !(isNumber && isSameNumber(before, after));
    }

    /** PostgreSQL's NaN is no decimal. */
    private boolean isSameNumber(Row before, Row after) {
      Optional<BigDecimal> old = Numbers.number(before.value(column));
      return old.isPresent()
          && Numbers.number(after.value(column))
              .filter(is -> is.compareTo(old.get()) == 0)
              .isPresent();
    }

    @Override
    public String toString() {
      return SqlName.written(column);
    }
  }

  /** A comparison with a constant becomes true, or ceases to be. */
  record Comparison(String column, Operator operator, Constant constant) implements Watched {

    @Override
    public Watched with(Map<String, String> types) {
      return new Comparison(column, operator, constant.with(types.get(column)));
    }

    @Override
    public boolean differs(Row before, Row after) {
      if (before.sameIn(after, column)) {
        return false;
      }
      Optional<Boolean> old = holds(before);
      return old.isEmpty() || !old.equals(holds(after));
    }

    /** As SQL has it, where a comparison with null is not true; empty if that is not known. */
    Optional<Boolean> holds(Row row) {
      if (!row.tells(column)) {
        return Optional.empty();
      }
      return row.value(column)
          .map(value -> constant.compares(value, operator))
          .orElse(Optional.of(false));
    }

    @Override
    public String toString() {
      return SqlName.written(column) + " " + operator.sign() + " " + constant;
    }
  }
}
