package dev.freshet.checker.catalog;

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
  static Map<Row, Long> of(CatalogPage page, String body) {
    JsonNode root = JSON.readTree(body);
    Map<Row, Long> seen = new HashMap<>();
    if (page instanceof CatalogPage.Product) {
      seen.put(Rows.product(root.get("id").asLong()), ofProduct(root));
      for (JsonNode image : root.get("images")) {
        seen.put(
            Rows.image(root.get("id").asLong(), image.get("position").asInt()),
            behind("?v=", image.get("url").asString()));
      }
      return seen;
    }
    if (page instanceof CatalogPage.Category) {
      JsonNode category = root.get("category");
      seen.put(Rows.category(category.get("id").asLong()), ofCategory(category));
    }
    for (JsonNode item : root.get("items")) {
      seen.put(Rows.product(item.get("id").asLong()), cents(item.get("price").asString()));
    }
    return seen;
  }

  private static long ofProduct(JsonNode product) {
    return product.get("attributes").get("v").asLong();
  }

  private static long ofCategory(JsonNode category) {
    return behind(" v", category.get("name").asString());
  }

  private static long cents(String price) {
    return new BigDecimal(price).movePointRight(2).longValueExact();
  }

  private static long behind(String mark, String text) {
    return Long.parseLong(text.substring(text.lastIndexOf(mark) + mark.length()));
  }
}
