package dev.freshet.testkit;

import dev.freshet.rules.Row;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * One image of a product's row, with every column.
 *
 * @param values by column, as in {@link Row}
 */
record ProductColumns(Map<String, Object> values) {

  private static final Pattern PRICE = Pattern.compile("[0-9]{1,10}(\\.[0-9]{1,2})?");
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
  private static final String CREATED = "2026-01-01T00:00:00Z";

  ProductColumns {
    values = Map.copyOf(values);
  }

  static ProductColumns of(long productId) {
    long id = id(productId);
    return new ProductColumns(
        Map.ofEntries(
            Map.entry("id", id),
            Map.entry("sku", "SKU-" + id),
            Map.entry("name", "Product " + id),
            Map.entry("description", ""),
            Map.entry("category_id", 1L),
            Map.entry("price", "10.00"),
            Map.entry("currency", "USD"),
            Map.entry("stock", 1L),
            Map.entry("attributes", "{}"),
            Map.entry("created_at", CREATED),
            Map.entry("updated_at", CREATED)));
  }

  /**
   * The same with another value.
   *
   * @throws IllegalArgumentException if there is no such column, or it cannot hold the value
   */
  ProductColumns with(String column, Object value) {
    if (!values.containsKey(column) || column.equals("id")) {
      TreeSet<String> columns = new TreeSet<>(values.keySet());
      columns.remove("id");
      throw new IllegalArgumentException(
          "no column '%s' of a product to set; there are %s"
              .formatted(column, String.join(", ", columns)));
    }
    Map<String, Object> changed = new HashMap<>(values);
    changed.put(column, checked(column, value));
    return new ProductColumns(changed);
  }

  Row row() {
    return new Row(values);
  }

  /**
   * @throws IllegalArgumentException if it is no id
   */
  static long id(long id) {
    if (id < 1) {
      throw new IllegalArgumentException("an id is a whole number from 1, not " + id);
    }
    return id;
  }

  private static Object checked(String column, Object value) {
    return switch (column) {
      case "category_id" -> id(integer(column, value));
      case "stock" -> stock(integer(column, value));
      case "price" -> price(value.toString());
      case "currency" -> currency(value.toString());
      case "created_at", "updated_at" -> time(column, value.toString());
      default -> value.toString();
    };
  }

  private static long integer(String column, Object value) {
    if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    }
    throw new IllegalArgumentException("%s is an int or a long, not '%s'".formatted(column, value));
  }

  private static long stock(long pieces) {
    if (pieces < 0 || pieces > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a stock is not negative and an integer, not " + pieces);
    }
    return pieces;
  }

  private static String price(String text) {
    if (!PRICE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "a price has 1 to 10 digits, and a point and 1 or 2 digits if need be, such as 12.50; not '%s'"
              .formatted(text));
    }
    return new BigDecimal(text).setScale(2).toPlainString();
  }

  private static String currency(String text) {
    if (!CURRENCY.matcher(text).matches()) {
      throw new IllegalArgumentException("a currency has three letters, such as USD; not " + text);
    }
    return text;
  }

  private static String time(String column, String text) {
    try {
      return Instant.parse(text).toString();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "%s is a time such as %s, not '%s'".formatted(column, CREATED, text), e);
    }
  }
}
