package dev.freshet.rules.explanation;

import dev.freshet.rules.Row;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** How the columns of two images of a row differ, for people. */
final class Differences {

  private static final int MAX_LENGTH = 40;

  private static final String NOT_KNOWN = "(not known)";

  private Differences() {}

  /** Such as {@code price 10.00 → 12.00, stock 3 → 0}; empty if no column differs. */
  static Optional<String> of(Row before, Row after) {
    Set<String> columns = new TreeSet<>(before.columns().keySet());
    columns.addAll(after.columns().keySet());
    List<String> differences =
        columns.stream()
            .filter(column -> after.columns().get(column) != Row.UNCHANGED)
            .filter(
                column ->
                    !Objects.equals(before.columns().get(column), after.columns().get(column)))
            .map(column -> column + " " + value(before, column) + " → " + value(after, column))
            .toList();
    return differences.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", differences));
  }

  /** A column that an image lacks need not be null in it. */
  private static String value(Row row, String column) {
    return shorten(String.valueOf(row.columns().getOrDefault(column, NOT_KNOWN)));
  }

  private static String shorten(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH - 1) + "…";
  }
}
