package dev.freshet.rules;

import dev.freshet.keys.CachedKind;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A table whose changes make cached values wrong. */
public enum CapturedTable {
  PRODUCTS("products"),
  PRODUCT_IMAGES("product_images"),
  CATEGORIES("categories");

  private final String sqlName;

  CapturedTable(String sqlName) {
    this.sqlName = sqlName;
  }

  /** The table's name without its schema. */
  public String sqlName() {
    return sqlName;
  }

  /** The kinds of values that read this table, so what any change to it can make wrong. */
  public Set<CachedKind> kinds() {
    return switch (this) {
      case PRODUCTS -> EnumSet.allOf(CachedKind.class);
      case PRODUCT_IMAGES -> EnumSet.of(CachedKind.PRODUCT);
      case CATEGORIES -> EnumSet.of(CachedKind.CATEGORY);
    };
  }

  /** The table of this name, which is without a schema. */
  public static Optional<CapturedTable> named(String sqlName) {
    return Stream.of(values()).filter(table -> table.sqlName.equals(sqlName)).findFirst();
  }
}
