package dev.freshet.rules;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One image of a row, before or after a change.
 *
 * @param columns values by column name: integers as Integer or Long, numeric as its decimal text,
 *     everything else as its text; columns that are null or not delivered are absent
 */
public record Row(Map<String, Object> columns) {

  /** Stands for a value that is stored out of line and was not touched, so was not delivered. */
  public static final Object UNCHANGED = new Object();

  public Row {
    columns = Map.copyOf(columns);
  }

  /**
   * The value of an integer column.
   *
   * @throws IllegalArgumentException if it is absent or something else
   */
  long integer(String column) {
    if (columns.get(column) instanceof Number number) {
      return number.longValue();
    }
    throw new IllegalArgumentException("column " + column + " holds no integer");
  }

  Optional<Object> value(String column) {
    return Optional.ofNullable(columns.get(column));
  }

  /** This image without all other columns. */
  public Row only(Set<String> names) {
    if (names.containsAll(columns.keySet())) {
      return this;
    }
    Map<String, Object> left = new HashMap<>(columns);
    left.keySet().retainAll(names);
    return new Row(left);
  }

  boolean hasAll(Collection<String> names) {
    return columns.keySet().containsAll(names);
  }

  /** Whether the column has the same value in a later image of the row. */
  boolean sameIn(Row later, String column) {
    @Nullable Object value = later.columns.get(column);
    return UNCHANGED.equals(value) || Objects.equals(columns.get(column), value);
  }
}
