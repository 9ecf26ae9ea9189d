package dev.freshet.rules;

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
 *     everything else as its text, or {@link #NULL} or {@link #UNCHANGED}; columns that were not
 *     delivered are absent
 */
public record Row(Map<String, Object> columns) {

  /** Stands for a value that is stored out of line and was not touched, so was not delivered. */
  public static final Object UNCHANGED =
      new Object() {
        @Override
        public String toString() {
          return "(not delivered)";
        }
      };

  /** Stands for null. */
  public static final Object NULL =
      new Object() {
        @Override
        public String toString() {
          return "null";
        }
      };

  public Row {
    columns = Map.copyOf(columns);
  }

  /** The value; {@link #UNCHANGED} as it is, empty if it is null or was not delivered. */
  Optional<Object> value(String column) {
    return Optional.ofNullable(columns.get(column)).filter(value -> value != NULL);
  }

  /** The value's text, or null. To be called if {@link #tells}. */
  @Nullable String text(String column) {
    return value(column).map(Object::toString).orElse(null);
  }

  /** Whether it says what the column has, be it null. */
  boolean tells(String column) {
    @Nullable Object value = columns.get(column);
    return value != null && value != UNCHANGED;
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

  /** This image, with the old values where they were not touched. */
  Row over(Row before) {
    if (!columns.containsValue(UNCHANGED)) {
      return this;
    }
    Map<String, Object> all = new HashMap<>(columns);
    all.replaceAll(
        (column, value) ->
            value == UNCHANGED ? before.columns.getOrDefault(column, UNCHANGED) : value);
    return new Row(all);
  }

  /**
   * Whether the column is known to have the same value in a later image of the row. False also if
   * it is not known before.
   */
  boolean sameIn(Row later, String column) {
    @Nullable Object value = later.columns.get(column);
    if (value == UNCHANGED) {
      return true;
    }
    @Nullable Object before = columns.get(column);
    return before != null && Objects.equals(before, value);
  }
}
