package dev.freshet.catalog;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The free-form part of a product, in the one form that a cached and an uncached product share, so
 * that the JSON of both is the same to the byte.
 */
public final class Attributes {
  /** How deep maps and lists may nest, the outermost map included, to be cached. */
  public static final int MAX_DEPTH = 64;

  private static final int MAX_INTEGER_DIGITS = 20;
  private static final int UINT64_BITS = 64;

  private Attributes() {}

  /**
   * A normalised, unmodifiable deep copy of a parsed JSON object. Maps keep their order. A number
   * becomes
   *
   * <ul>
   *   <li>a {@link Long} or, above its range, a {@link BigInteger}, if it is written without
   *       decimal places (the scale of a {@link BigDecimal} is at most 0) and fits into a signed or
   *       unsigned 64-bit integer;
   *   <li>a {@link Double}, if it is written with decimal places and {@link Double#toString} of the
   *       nearest double has the same numerical value: 1.10 becomes 1.1;
   *   <li>itself otherwise. A product with such a number cannot be encoded, so it is not cached;
   *       nor can one with a {@link JsonText}.
   * </ul>
   *
   * <p>Parse the JSON with decimals as {@link BigDecimal}: a {@link Double} stays as it is, and so
   * does what the parser had lost by then.
   *
   * @param jsonTree of null, {@link Boolean}, {@link String}, {@link Integer}, {@link Long}, {@link
   *     BigInteger}, {@link BigDecimal}, finite {@link Double}, {@link JsonText}, {@link List}, and
   *     {@link Map} with strings as keys
   * @throws IllegalArgumentException if there is anything else in it
   */
  public static Map<String, @Nullable Object> of(Map<String, @Nullable Object> jsonTree) {
    return map(jsonTree);
  }

  /** Whether MessagePack has this integer. */
  public static boolean isRepresentable(BigInteger value) {
    return value.signum() < 0 ? value.bitLength() < UINT64_BITS : value.bitLength() <= UINT64_BITS;
  }

  private static Map<String, @Nullable Object> map(Map<?, ?> tree) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>(capacity(tree.size()));
    tree.forEach(
        (key, value) -> {
          if (!(key instanceof String name)) {
            throw new IllegalArgumentException("a name in attributes is not a string");
          }
          copy.put(name, value(value));
        });
    return Collections.unmodifiableMap(copy);
  }

  private static List<@Nullable Object> list(List<?> tree) {
    List<@Nullable Object> copy = new ArrayList<>(tree.size());
    tree.forEach(value -> copy.add(value(value)));
    return Collections.unmodifiableList(copy);
  }

  private static @Nullable Object value(@Nullable Object value) {
    if (value == null
        || value instanceof String
        || value instanceof Boolean
        || value instanceof JsonText) {
      return value;
    }
    if (value instanceof Map<?, ?> map) {
      return map(map);
    }
    if (value instanceof List<?> list) {
      return list(list);
    }
    return number(value);
  }

  private static Object number(Object value) {
    if (value instanceof Integer number) {
      return number.longValue();
    }
    if (value instanceof Long) {
      return value;
    }
    if (value instanceof BigInteger number) {
      return integer(number);
    }
    if (value instanceof BigDecimal number) {
      return number.scale() > 0 ? decimal(number) : integral(number);
    }
    if (value instanceof Double number && Double.isFinite(number)) {
      return value;
    }
    throw new IllegalArgumentException(
        "attributes hold what JSON cannot: " + value.getClass().getName());
  }

  private static Number integer(BigInteger number) {
    return number.bitLength() < Long.SIZE ? (Number) number.longValueExact() : number;
  }

  /** Looks at the digits first: writing out 1E+999999999 would take all memory. */
  private static Number integral(BigDecimal number) {
    long digits = (long) number.precision() - number.scale();
    if (digits > MAX_INTEGER_DIGITS) {
      return number;
    }
    BigInteger exact = number.toBigIntegerExact();
    return isRepresentable(exact) ? integer(exact) : number;
  }

  private static Number decimal(BigDecimal number) {
    double nearest = number.doubleValue();
    boolean same =
        Double.isFinite(nearest) && new BigDecimal(Double.toString(nearest)).compareTo(number) == 0;
    return same ? (Number) nearest : number;
  }

  private static int capacity(int size) {
    return (int) (size / 0.75) + 1;
  }
}
