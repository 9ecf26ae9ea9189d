package dev.freshet.benchmarks.peers;

import dev.freshet.benchmarks.peers.PeerCategoryPage.PeerCategory;
import dev.freshet.catalog.CategoryPage;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.catalog.listings.ListingQuery;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The catalog in the database, read by the API's own statements. Each read counts as one in {@code
 * catalog_loads_total}.
 */
class DatabaseCatalog implements Catalog {

  private static final TypeReference<LinkedHashMap<String, @Nullable Object>> JSON_OBJECT =
      new TypeReference<>() {};

  private static final String PRODUCT =
      """
      select p.id, p.sku, p.name, p.description, p.category_id, p.price, p.currency, p.stock,
             p.attributes, p.created_at, p.updated_at,
             array(select i.position from product_images i
                   where i.product_id = p.id order by i.position) as image_positions,
             array(select i.url from product_images i
                   where i.product_id = p.id order by i.position) as image_urls
      from products p
      where p.id = :id
      """;

  private static final String CATEGORY_PAGE =
      """
      select c.id as c_id, c.slug as c_slug, c.name as c_name, c.parent_id as c_parent_id,
             counted.total, p.*
      from categories c
      cross join lateral (
          select count(*) as total from products where category_id = c.id) counted
      left join lateral (
          select id, sku, name, category_id, price, currency, stock
          from products where category_id = c.id
          order by name, id limit :limit) p on true
      where c.id = :id
      order by p.name, p.id
      """;

  private static final String SET_STOCK = "update products set stock = :stock where id = :id";

  private final JdbcClient jdbc;
  private final JsonMapper json;
  private final Counter loads;

  DatabaseCatalog(JdbcClient jdbc, JsonMapper json, MeterRegistry meters) {
    this.jdbc = jdbc;
    this.json = json;
    this.loads = meters.counter("catalog.loads");
  }

  @Override
  public PeerProduct product(long id) {
    loads.increment();
    return jdbc.sql(PRODUCT).param("id", id).query((row, n) -> product(row)).single();
  }

  @Override
  public PeerPage listing(ListingParams params) {
    loads.increment();
    ListingQuery query = ListingQuery.of(params);
    ResultSetExtractor<PeerPage> page = rows -> page(rows, params);
    return jdbc.sql(query.sql()).params(query.parameters()).query(page);
  }

  @Override
  public PeerCategoryPage categoryPage(long id) {
    loads.increment();
    ResultSetExtractor<PeerCategoryPage> page = DatabaseCatalog::categoryPage;
    return jdbc.sql(CATEGORY_PAGE)
        .param("id", id)
        .param("limit", CategoryPage.MAX_ITEMS)
        .query(page);
  }

  @Override
  public void setStock(long id, int stock) {
    if (jdbc.sql(SET_STOCK).param("id", id).param("stock", stock).update() != 1) {
      throw new EmptyResultDataAccessException(1);
    }
  }

  private static PeerCategoryPage categoryPage(ResultSet rows) throws SQLException {
    if (!rows.next()) {
      throw new EmptyResultDataAccessException(1);
    }
    PeerCategory category =
        new PeerCategory(
            rows.getLong("c_id"),
            rows.getString("c_slug"),
            rows.getString("c_name"),
            rows.getObject("c_parent_id", Long.class));
    long total = rows.getLong("total");
    ArrayList<PeerSummary> items = new ArrayList<>();
    do {
      addItem(rows, items);
    } while (rows.next());
    return new PeerCategoryPage(category, items, total);
  }

  private static PeerPage page(ResultSet rows, ListingParams params) throws SQLException {
    ArrayList<PeerSummary> items = new ArrayList<>();
    long total = 0;
    while (rows.next()) {
      total = rows.getLong("total");
      addItem(rows, items);
    }
    return new PeerPage(items, params.page(), params.pageSize(), total);
  }

  /** The row's product, if the outer join found one. */
  private static void addItem(ResultSet row, List<PeerSummary> items) throws SQLException {
    if (row.getObject("id") != null) {
      items.add(
          new PeerSummary(
              row.getLong("id"),
              row.getString("sku"),
              row.getString("name"),
              row.getLong("category_id"),
              row.getBigDecimal("price"),
              row.getString("currency"),
              row.getInt("stock") > 0));
    }
  }

  private PeerProduct product(ResultSet row) throws SQLException {
    return new PeerProduct(
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

  private static ArrayList<PeerImage> images(ResultSet row) throws SQLException {
    Integer[] positions = (Integer[]) row.getArray("image_positions").getArray();
    String[] urls = (String[]) row.getArray("image_urls").getArray();
    ArrayList<PeerImage> images = new ArrayList<>(positions.length);
    for (int i = 0; i < positions.length; i++) {
      images.add(new PeerImage(positions[i], urls[i]));
    }
    return images;
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
