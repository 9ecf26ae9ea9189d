package dev.freshet.api.catalog.read;

import java.math.BigDecimal;
import tools.jackson.databind.JsonNode;

/**
 * By how much the numbers in attributes grow when they are written out. PostgreSQL stores {@code
 * 1e131000} in 12 bytes, and whoever asks for it gets 131,001 digits. So what has more than {@link
 * #MAX_DIGITS} is neither taken from clients nor asked for.
 *
 * <p>A number counts with its decimal places and, from 101 digits before the point, with 1,000 or
 * 131,072 for these, in Java as in SQL.
 */
public final class NumberGrowth {

  static final long MAX_DIGITS = 1 << 20;

  /** The attributes of the products {@code p}, as a column; null if they grow too much. */
  public static final String ATTRIBUTES =
      """
      case when (
          select coalesce(sum(scale(n) + case when abs(n) < 1e100 then 0
                                              when abs(n) < 1e1000 then 1000
                                              else 131072 end), 0)
          from (select v::numeric as n
                from jsonb_path_query(p.attributes, 'strict $.** ? (@.type() == "number")') v) one
          ) <= %d then p.attributes end as attributes"""
          .formatted(MAX_DIGITS);

  private NumberGrowth() {}

  public static boolean isTooMuch(JsonNode attributes) {
    return digits(attributes) > MAX_DIGITS;
  }

  private static long digits(JsonNode node) {
    if (node.isNumber()) {
      BigDecimal number = node.decimalValue();
      return Math.max(0, number.scale()) + beforePoint((long) number.precision() - number.scale());
    }
    long digits = 0;
    for (JsonNode child : node) {
      digits += digits(child);
    }
    return digits;
  }

  private static int beforePoint(long digits) {
    return digits <= 100 ? 0 : digits <= 1_000 ? 1_000 : 131_072;
  }
}
