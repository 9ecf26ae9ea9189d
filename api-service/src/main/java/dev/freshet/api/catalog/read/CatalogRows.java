package dev.freshet.api.catalog.read;

import dev.freshet.catalog.Category;
import dev.freshet.catalog.Image;
import dev.freshet.catalog.Product;
import dev.freshet.catalog.ProductSummary;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * From rows to values. A row may have values that the contract has none for, as any program may
 * write: no number as its price, no end of its time, numbers in its attributes that are short to
 * store and endless to write. Such a product is hidden, and the log says why.
 */
public final class CatalogRows {

  private static final Logger log = LoggerFactory.getLogger(CatalogRows.class);

  private final AttributesReader attributes = new AttributesReader();
  private final JsonMapper json;

  public CatalogRows(JsonMapper json) {
    this.json = json.rebuild().disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).build();
  }

  /**
   * The product; null if it has a value that no client can be told.
   *
   * @param row with {@link NumberGrowth#ATTRIBUTES}
   */
  @Nullable Product product(ResultSet row) throws SQLException {
    BigDecimal price = price(row);
    Map<String, @Nullable Object> content = attributes(row);
    Instant createdAt = finite(row, "created_at");
    Instant updatedAt = finite(row, "updated_at");
    if (price == null || content == null || createdAt == null || updatedAt == null) {
      return null;
    }
    return new Product(
        row.getLong("id"),
        row.getString("sku"),
        row.getString("name"),
        row.getString("description"),
        row.getLong("category_id"),
        price,
        row.getString("currency"),
        row.getInt("stock"),
        content,
        images(row),
        createdAt,
        updatedAt);
  }

  /**
   * The attributes as they are stored; null if they are too long for any client.
   *
   * @param row with {@link NumberGrowth#ATTRIBUTES}
   */
  @Nullable Map<String, @Nullable Object> attributes(ResultSet row) throws SQLException {
    String text = row.getString("attributes");
    return text == null ? hidden(row, "attributes", "too long") : attributes.read(text);
  }

  /** As {@link #attributes}, with every digit, for a merge patch. */
  public @Nullable ObjectNode attributesNode(ResultSet row) throws SQLException {
    Map<String, @Nullable Object> stored = attributes(row);
    return stored == null ? null : json.valueToTree(stored);
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

  /** The product's summary; null if it has a value that no client can be told. */
  static @Nullable ProductSummary summary(ResultSet row) throws SQLException {
    BigDecimal price = price(row);
    return price == null
        ? null
        : new ProductSummary(
            row.getLong("id"),
            row.getString("sku"),
            row.getString("name"),
            row.getLong("category_id"),
            price,
            row.getString("currency"),
            row.getInt("stock") > 0);
  }

  public static Category category(ResultSet row, String prefix) throws SQLException {
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

  /** The time; a far one for what has no end. */
  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static @Nullable Instant finite(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    boolean isFinite = !time.equals(OffsetDateTime.MAX) && !time.equals(OffsetDateTime.MIN);
    return isFinite ? time.toInstant() : hidden(row, column, "infinite");
  }

  /** The driver has {@code NaN} and the infinities as doubles only. */
  private static @Nullable BigDecimal price(ResultSet row) throws SQLException {
    return row.getObject("price") instanceof Double special && !Double.isFinite(special)
        ? hidden(row, "price", "not a number")
        : row.getBigDecimal("price");
  }

  private static <T> @Nullable T hidden(ResultSet row, String column, String problem)
      throws SQLException {
    log.warn("Product {} is hidden from clients: its {} is {}", row.getLong("id"), column, problem);
    return null;
  }
}
