package dev.freshet.api.catalog.read;

import dev.freshet.cache.Loaded;
import dev.freshet.catalog.Category;
import dev.freshet.catalog.CategoryPage;
import dev.freshet.catalog.Product;
import dev.freshet.catalog.ProductPage;
import dev.freshet.catalog.ProductSummary;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.catalog.listings.ListingQuery;
import dev.freshet.catalog.listings.ListingSort;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The catalog in the database. Each read is one statement, and so sees one snapshot; it must run on
 * the primary.
 */
public final class JdbcCatalog {

  private static final String PRODUCT =
      """
      select p.id, p.sku, p.name, p.description, p.category_id, p.price, p.currency, p.stock,
             p.created_at, p.updated_at,
             array(select i.position from product_images i
                   where i.product_id = p.id order by i.position) as image_positions,
             array(select i.url from product_images i
                   where i.product_id = p.id order by i.position) as image_urls,
             %s
      from products p
      where p.id = :id
      """
          .formatted(NumberGrowth.ATTRIBUTES);

  /** A count in the list of columns would be made again for each product. */
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

  private final JdbcClient jdbc;
  private final CatalogRows rows;

  public JdbcCatalog(JdbcClient jdbc, CatalogRows rows) {
    this.jdbc = jdbc;
    this.rows = rows;
  }

  /** The product, if there is one that clients can be told of. */
  public Optional<Product> loadProduct(long id) {
    ResultSetExtractor<Optional<Product>> product =
        found -> found.next() ? Optional.ofNullable(rows.product(found)) : Optional.empty();
    return jdbc.sql(PRODUCT).param("id", id).query(product);
  }

  /** The listing's page, and what it shows. */
  public Loaded<ProductPage> loadListing(ListingParams params) {
    ListingQuery query = ListingQuery.of(params);
    ResultSetExtractor<Loaded<ProductPage>> page = found -> page(found, params);
    return jdbc.sql(query.sql()).params(query.parameters()).query(page);
  }

  /** The category's page, if there is one, and what it shows. */
  public Loaded<CategoryPage> loadCategoryPage(long id) {
    ResultSetExtractor<Loaded<CategoryPage>> page = JdbcCatalog::categoryPage;
    return jdbc.sql(CATEGORY_PAGE)
        .param("id", id)
        .param("limit", CategoryPage.MAX_ITEMS)
        .query(page);
  }

  private static Loaded<ProductPage> page(ResultSet found, ListingParams params)
      throws SQLException {
    List<ProductSummary> items = new ArrayList<>();
    List<Instant> created = new ArrayList<>();
    long total = 0;
    boolean isWhole = true;
    while (found.next()) {
      total = found.getLong("total");
      if (hasProduct(found)) {
        isWhole &= add(found, items);
        if (params.sort() == ListingSort.NEWEST) {
          created.add(CatalogRows.instant(found, "created_at"));
        }
      }
    }
    return new Loaded<>(
        new ProductPage(items, params.page(), params.pageSize(), total),
        isWhole ? PageDescriptions.ofListing(params.sort(), items, created) : null);
  }

  private static Loaded<CategoryPage> categoryPage(ResultSet found) throws SQLException {
    Category category = null;
    List<ProductSummary> items = new ArrayList<>();
    long total = 0;
    boolean isWhole = true;
    while (found.next()) {
      category = CatalogRows.category(found, "c_");
      total = found.getLong("total");
      if (hasProduct(found)) {
        isWhole &= add(found, items);
      }
    }
    return category == null
        ? new Loaded<>(null, null)
        : new Loaded<>(
            new CategoryPage(category, items, total),
            isWhole ? PageDescriptions.ofProducts(items) : null);
  }

  /**
   * Adds the row's product, unless it is hidden; the page then holds a place for more than it
   * shows, and what is on it cannot be said.
   *
   * @return whether it was added
   */
  private static boolean add(ResultSet row, List<ProductSummary> items) throws SQLException {
    ProductSummary summary = CatalogRows.summary(row);
    return summary != null && items.add(summary);
  }

  /** Whether the outer join found a product for the row. */
  private static boolean hasProduct(ResultSet row) throws SQLException {
    return row.getObject("id") != null;
  }
}
