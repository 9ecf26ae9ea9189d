package dev.freshet.api.catalog;

import dev.freshet.keys.Category;
import dev.freshet.keys.Image;
import dev.freshet.keys.Product;
import dev.freshet.keys.ProductSummary;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** From rows to values. */
final class CatalogRows {

  private static final TypeReference<Map<String, @Nullable Object>> JSON_OBJECT =
      new TypeReference<>() {};

  /**
   * Reads what is in the database already, where numbers may be longer than a request's: no digit
   * is lost.
   */
  private final JsonMapper json =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  Product product(ResultSet row) throws SQLException {
    return new Product(
        row.getLong("id"),
        row.getString("sku"),
        row.getString("name"),
        row.getString("description"),
        row.getLong("category_id"),
        row.getBigDecimal("price"),
        row.getString("currency"),
        row.getInt("stock"),
        json.readValue(row.getString("attributes"), JSON_OBJECT),
        images(row),
        instant(row, "created_at"),
        instant(row, "updated_at"));
  }

  /** The attributes as they are stored, for a merge patch. */
  ObjectNode attributes(ResultSet row) throws SQLException {
    return json.readValue(row.getString("attributes"), ObjectNode.class);
  }

  static List<Image> images(ResultSet row) throws SQLException {
    Integer[] positions = (Integer[]) array(row, "image_positions");
    String[] urls = (String[]) array(row, "image_urls");
    List<Image> images = new ArrayList<>(positions.length);
    for (int i = 0; i < positions.length; i++) {
      images.add(new Image(positions[i], urls[i]));
    }
    return images;
  }

  static ProductSummary summary(ResultSet row) throws SQLException {
    return new ProductSummary(
        row.getLong("id"),
        row.getString("sku"),
        row.getString("name"),
        row.getLong("category_id"),
        row.getBigDecimal("price"),
        row.getString("currency"),
        row.getInt("stock") > 0);
  }

  static Category category(ResultSet row, String prefix) throws SQLException {
    return new Category(
        row.getLong(prefix + "id"),
        row.getString(prefix + "slug"),
        row.getString(prefix + "name"),
        row.getObject(prefix + "parent_id", Long.class));
  }

  private static Object array(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    return array.getArray();
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
