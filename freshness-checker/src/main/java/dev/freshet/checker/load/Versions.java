package dev.freshet.checker.load;

import dev.freshet.checker.history.Page;
import dev.freshet.checker.history.Row;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Where the journal's triggers have put the versions, as clients find them. */
final class Versions {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Versions() {}

  /** The version of each row that the body of an answer shows. */
  static Map<Row, Long> of(Page page, String body) {
    JsonNode root = JSON.readTree(body);
    Map<Row, Long> seen = new HashMap<>();
    if (page instanceof Page.Product) {
      seen.put(Row.product(root.get("id").asLong()), ofProduct(root));
      for (JsonNode image : root.get("images")) {
        seen.put(
            Row.image(root.get("id").asLong(), image.get("position").asInt()),
            behind("?v=", image.get("url").asString()));
      }
      return seen;
    }
    if (page instanceof Page.Category) {
      JsonNode category = root.get("category");
      seen.put(Row.category(category.get("id").asLong()), ofCategory(category));
    }
    for (JsonNode item : root.get("items")) {
      seen.put(Row.product(item.get("id").asLong()), cents(item.get("price").asString()));
    }
    return seen;
  }

  /** The version of a product in the answer to a write. */
  static long ofProduct(JsonNode product) {
    return product.get("attributes").get("v").asLong();
  }

  /** The version of a category in the answer to a write. */
  static long ofCategory(JsonNode category) {
    return behind(" v", category.get("name").asString());
  }

  static JsonNode parse(String body) {
    return JSON.readTree(body);
  }

  private static long cents(String price) {
    return new BigDecimal(price).movePointRight(2).longValueExact();
  }

  private static long behind(String mark, String text) {
    return Long.parseLong(text.substring(text.lastIndexOf(mark) + mark.length()));
  }
}
