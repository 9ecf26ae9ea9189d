package dev.freshet.rules;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an image of a row must be like for a rule to apply.
 *
 * @param values one of which the column must have; empty: null is what counts
 * @param isNegated for null only: it must not be null
 */
record Condition(String column, List<Constant> values, boolean isNegated) {

  private static final Pattern EQUAL =
      Pattern.compile("(?<column>" + SqlName.NAME + ")\\s*=\\s*(?<constant>.+)");
  private static final Pattern IN =
      Pattern.compile(
          "(?<column>" + SqlName.NAME + ")\\s+in\\s*\\((?<constants>.+)\\)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern NULL =
      Pattern.compile(
          "(?<column>" + SqlName.NAME + ")\\s+is\\s+(?<not>not\\s+)?null",
          Pattern.CASE_INSENSITIVE);

  /** A constant in a list. */
  private static final Pattern ITEM = Pattern.compile("\\s*('(?:[^']|'')*+'|[^',]+)\\s*(,|$)");

  Condition {
    values = List.copyOf(values);
  }

  /**
   * From its text.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Condition of(String text) {
    Matcher isNull = NULL.matcher(text.strip());
    if (isNull.matches()) {
      return new Condition(
          SqlName.one(isNull.group("column")), List.of(), isNull.group("not") != null);
    }
    Matcher in = IN.matcher(text.strip());
    if (in.matches()) {
      return new Condition(
          SqlName.one(in.group("column")), constants(in.group("constants")), false);
    }
    Matcher equal = EQUAL.matcher(text.strip());
    if (equal.matches()) {
      return new Condition(
          SqlName.one(equal.group("column")), List.of(Constant.of(equal.group("constant"))), false);
    }
    throw new IllegalArgumentException(
        "\"%s\" is no condition: write column = 'x', column in ('x', 'y'), or column is [not] null"
            .formatted(text));
  }

  private static List<Constant> constants(String list) {
    Matcher item = ITEM.matcher(list);
    Stream.Builder<Constant> constants = Stream.builder();
    int end = 0;
    while (end < list.length()) {
      if (!item.find(end) || item.start() != end) {
        throw new IllegalArgumentException("(%s) is no list of constants".formatted(list));
      }
      constants.add(Constant.of(item.group(1)));
      end = item.end();
    }
    return constants.build().toList();
  }

  /** The same, with the types of the table's columns. */
  Condition with(Map<String, String> types) {
    return new Condition(
        column, values.stream().map(value -> value.with(types.get(column))).toList(), isNegated);
  }

  /** Whether it holds of an image, or may, as far as that tells. */
  boolean mayHold(Row row) {
    if (!row.tells(column)) {
      return true;
    }
    if (values.isEmpty()) {
      return row.value(column).isPresent() == isNegated;
    }
    return row.value(column).stream()
        .anyMatch(
            value ->
                values.stream()
                    .anyMatch(each -> each.compares(value, Operator.EQUAL).orElse(true)));
  }

  @Override
  public String toString() {
    String name = SqlName.written(column);
    if (values.isEmpty()) {
      return name + (isNegated ? " is not null" : " is null");
    }
    return values.size() == 1
        ? name + " = " + values.get(0)
        : name
            + " in ("
            + values.stream().map(Constant::toString).collect(Collectors.joining(", "))
            + ")";
  }
}
