package dev.freshet.checker.catalog;

import dev.freshet.catalog.Category;
import dev.freshet.catalog.CategoryPage;
import dev.freshet.catalog.Image;
import dev.freshet.catalog.Product;
import dev.freshet.catalog.ProductPage;
import dev.freshet.catalog.ProductSummary;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.catalog.listings.ListingQuery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;

/** What the database says that the cache may hold, read without the services' own code. */
record CatalogTruth(Connection connection) {

  private static final Pattern PARAMETER = Pattern.compile(":([a-z_]+)");
  private static final TypeReference<Map<String, @Nullable Object>> JSON_OBJECT =
      new TypeReference<>() {};
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Null if there is none. */
  @Nullable Product product(long id) throws SQLException {
    List<Image> images =
        query(
            "select position, url from product_images where product_id = ? order by position",
            List.of(id),
            row -> new Image(row.getInt("position"), row.getString("url")));
    return first(
        query("select * from products where id = ?", List.of(id), row -> product(row, images)));
  }

  /** Null if there is no such category. */
  @Nullable CategoryPage categoryPage(long id) throws SQLException {
    Category category =
        first(query("select * from categories where id = ?", List.of(id), CatalogTruth::category));
    if (category == null) {
      return null;
    }
    List<ProductSummary> all =
        query(
            "select * from products where category_id = ? order by name, id",
            List.of(id),
            CatalogTruth::summary);
    return new CategoryPage(
        category, all.subList(0, Math.min(all.size(), CategoryPage.MAX_ITEMS)), all.size());
  }

  ProductPage listing(ListingParams params) throws SQLException {
    ListingQuery query = ListingQuery.of(params);
    List<Object> values = new ArrayList<>();
    Matcher matcher = PARAMETER.matcher(query.sql());
    while (matcher.find()) {
      values.add(query.parameters().get(matcher.group(1)));
    }
    Map<String, Long> total = new HashMap<>();
    List<ProductSummary> items = new ArrayList<>();
    query(
        matcher.replaceAll("?"),
        values,
        row -> {
          total.put("total", row.getLong("total"));
          if (row.getObject("id") != null) {
            items.add(summary(row));
          }
          return row;
        });
    return new ProductPage(
        items, params.page(), params.pageSize(), total.getOrDefault("total", 0L));
  }

  private static Product product(ResultSet row, List<Image> images) throws SQLException {
    return new Product(
        row.getLong("id"),
        row.getString("sku"),
        row.getString("name"),
        row.getString("description"),
        row.getLong("category_id"),
        row.getBigDecimal("price"),
        row.getString("currency"),
        row.getInt("stock"),
        JSON.readValue(row.getString("attributes"), JSON_OBJECT),
        images,
        instant(row, "created_at"),
        instant(row, "updated_at"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static ProductSummary summary(ResultSet row) throws SQLException {
    return new ProductSummary(
        row.getLong("id"),
        row.getString("sku"),
        row.getString("name"),
        row.getLong("category_id"),
        row.getBigDecimal("price"),
        row.getString("currency"),
        row.getInt("stock") > 0);
  }

  private static Category category(ResultSet row) throws SQLException {
    return new Category(
        row.getLong("id"),
        row.getString("slug"),
        row.getString("name"),
        row.getObject("parent_id", Long.class));
  }

  private static <T> @Nullable T first(List<T> found) {
    return found.isEmpty() ? null : found.get(0);
  }

  private <T> List<T> query(String sql, List<?> values, RowReader<T> reader) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.size(); i++) {
        query.setObject(i + 1, values.get(i));
      }
      List<T> found = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          found.add(reader.read(row));
        }
      }
      return found;
    }
  }

  @FunctionalInterface
  private interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }
}
