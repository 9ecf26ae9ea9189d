package dev.freshet.catalog.listings;

/** Ids of products and categories, as text. */
public final class Ids {
  private Ids() {}

  /**
   * The id that this text writes.
   *
   * @param field named by the exception
   * @param text ASCII decimal digits, possibly with leading zeros
   * @return from 1 to {@link Long#MAX_VALUE}
   * @throws InvalidParameterException if it is anything else
   */
  public static long parse(String field, String text) {
    return wholeNumber(field, text, Long.MAX_VALUE);
  }

  static long wholeNumber(String field, String text, long max) {
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9 || value > (max - digit) / 10) {
        throw notWithin(field, max);
      }
      value = value * 10 + digit;
    }
    if (value < 1) {
      throw notWithin(field, max);
    }
    return value;
  }

  private static InvalidParameterException notWithin(String field, long max) {
    return new InvalidParameterException(field, "a whole number from 1 to " + max);
  }
}
