package dev.freshet.rules;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A table, as the rules name it.
 *
 * @param schema empty: the one that has all tables that are named so
 */
public record TableName(Optional<String> schema, String name) implements Comparable<TableName> {

  private static final Comparator<TableName> ORDER =
      Comparator.<TableName, String>comparing(table -> table.schema().orElse(""))
          .thenComparing(TableName::name);

  /**
   * From a name as SQL writes it, such as {@code products}, {@code shop.products} or {@code
   * "Shop"."Order Items"}.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static TableName of(String text) {
    List<String> parts = SqlName.parts(text);
    if (parts.size() > 2) {
      throw new IllegalArgumentException("not the name of a table: " + text);
    }
    return parts.size() == 1
        ? new TableName(Optional.empty(), parts.get(0))
        : new TableName(Optional.of(parts.get(0)), parts.get(1));
  }

  /** As the rules write it, and metrics and logs. */
  @Override
  public String toString() {
    return schema.map(is -> SqlName.written(is) + ".").orElse("") + SqlName.written(name);
  }

  @Override
  public int compareTo(TableName other) {
    return ORDER.compare(this, other);
  }
}
