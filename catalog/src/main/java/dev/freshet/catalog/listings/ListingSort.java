package dev.freshet.catalog.listings;

/** The orders of a listing. Products that are equal in it follow by ascending id. */
public enum ListingSort {
  NAME("name"),
  NAME_DESC("-name"),
  PRICE("price"),
  PRICE_DESC("-price"),
  NEWEST("newest");

  private final String parameter;

  ListingSort(String parameter) {
    this.parameter = parameter;
  }

  /** The value of the query parameter {@code sort}: a leading minus means descending. */
  public String parameter() {
    return parameter;
  }

  static ListingSort parse(String field, String text) {
    for (ListingSort sort : values()) {
      if (sort.parameter.equals(text)) {
        return sort;
      }
    }
    throw new InvalidParameterException(field, "one of name, -name, price, -price, newest");
  }
}
