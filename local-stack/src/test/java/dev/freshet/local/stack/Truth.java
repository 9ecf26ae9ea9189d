package dev.freshet.local.stack;

import dev.freshet.local.stack.ApiReader.Answer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the database says that the API should answer now, put together by SQL alone. */
final class Truth {

  private static final String SUMMARY =
      """
      json_build_object('id', p.id, 'sku', p.sku, 'name', p.name, 'category_id', p.category_id,
        'price', p.price::text, 'currency', p.currency, 'in_stock', p.stock > 0)
      """;
  private static final String PRODUCT =
      """
      select json_build_object('id', p.id, 'sku', p.sku, 'name', p.name,
        'description', p.description, 'category_id', p.category_id, 'price', p.price::text,
        'currency', p.currency, 'stock', p.stock, 'attributes', p.attributes,
        'images', (select coalesce(json_agg(
            json_build_object('position', i.position, 'url', i.url) order by i.position), '[]')
          from product_images i where i.product_id = p.id),
        'created_at', to_json(p.created_at at time zone 'utc') #>> '{}' || 'Z',
        'updated_at', to_json(p.updated_at at time zone 'utc') #>> '{}' || 'Z')
      from products p where p.id = ?
      """;
  private static final String CATEGORY_PAGE =
      """
      select json_build_object(
        'category', json_build_object(
          'id', c.id, 'slug', c.slug, 'name', c.name, 'parent_id', c.parent_id),
        'items', (select coalesce(json_agg(%s order by p.name, p.id), '[]')
          from (select * from products where category_id = c.id order by name, id limit 100) p),
        'total', (select count(*) from products where category_id = c.id))
      from categories c where c.id = ?
      """
          .formatted(SUMMARY);
  private static final String LISTING =
      """
      select json_build_object(
        'items', (select coalesce(json_agg(%s order by p.name, p.id), '[]')
          from (select * from products where category_id = c.id order by name, id limit 20) p),
        'page', 1, 'page_size', 20,
        'total', (select count(*) from products where category_id = c.id))
      from (select ?::bigint as id) c
      """
          .formatted(SUMMARY);

  private final ObjectMapper json = new ObjectMapper();
  private final Connection connection;

  Truth(Connection connection) {
    this.connection = connection;
  }

  /** Whether the answer is what the database says. */
  boolean agrees(Page page, Answer answer) throws SQLException {
    @Nullable JsonNode expected = expected(page);
    if (expected == null) {
      return answer.status() == 404;
    }
    return answer.status() == 200 && expected.equals(comparable(answer.body()));
  }

  /** Null stands for 404. */
  private @Nullable JsonNode expected(Page page) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(page.kind().sql)) {
      query.setLong(1, page.id());
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? comparable(row.getString(1)) : null;
      }
    }
  }

  /** One moment can be written in several ways. */
  private JsonNode comparable(String body) {
    JsonNode node = json.readTree(body);
    for (String name : List.of("created_at", "updated_at")) {
      if (node instanceof ObjectNode object && object.has(name)) {
        object.put(name, Instant.parse(object.get(name).asString()).toString());
      }
    }
    return node;
  }

  enum Kind {
    PRODUCT("product", "/products/%d", Truth.PRODUCT),
    CATEGORY("category", "/categories/%d/products", CATEGORY_PAGE),
    LISTING("listing", "/products?category_id=%d", Truth.LISTING);

    private final String tag;
    private final String path;
    private final String sql;

    Kind(String tag, String path, String sql) {
      this.tag = tag;
      this.path = path;
      this.sql = sql;
    }

    /** The value of the metrics' tag "kind". */
    String tag() {
      return tag;
    }

    Page of(long id) {
      return new Page(this, id);
    }
  }

  /** Something to read: a product, or one of the two pages of a category. */
  record Page(Kind kind, long id) {

    String path() {
      return kind.path.formatted(id);
    }
  }
}
