package dev.freshet.checker.history;

/**
 * A row of the catalog.
 *
 * @param id of the category or the product
 * @param position of an image; otherwise 0
 */
public record Row(Kind kind, long id, int position) {

  /** The table that has the row. */
  public enum Kind {
    CATEGORY,
    PRODUCT,
    IMAGE
  }

  public static Row category(long id) {
    return new Row(Kind.CATEGORY, id, 0);
  }

  public static Row product(long id) {
    return new Row(Kind.PRODUCT, id, 0);
  }

  public static Row image(long product, int position) {
    return new Row(Kind.IMAGE, product, position);
  }
}
