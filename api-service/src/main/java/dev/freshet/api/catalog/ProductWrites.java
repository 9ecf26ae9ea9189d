package dev.freshet.api.catalog;

import dev.freshet.api.fence.Fenced;
import dev.freshet.api.web.ConflictException;
import dev.freshet.keys.Image;
import dev.freshet.keys.InvalidParameterException;
import dev.freshet.keys.Product;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Changes of products. Which keys they make wrong is none of its business. */
final class ProductWrites {

  private static final String INSERT =
      """
      insert into products
          (sku, name, description, category_id, price, currency, stock, attributes)
      values (:sku, :name, :description, :category_id, :price, :currency, :stock,
              :attributes::jsonb)
      returning id
      """;

  private static final String UPDATE =
      """
      update products set sku = :sku, name = :name, description = :description,
          category_id = :category_id, price = :price, currency = :currency, stock = :stock,
          attributes = :attributes::jsonb, updated_at = now()
      where id = :id
      """;

  private static final String FIELDS =
      """
      select p.sku, p.name, p.description, p.category_id, p.price, p.currency, p.stock,
             p.attributes,
             array(select i.position from product_images i
                   where i.product_id = p.id order by i.position) as image_positions,
             array(select i.url from product_images i
                   where i.product_id = p.id order by i.position) as image_urls
      from products p
      where p.id = :id
      """;

  private final JdbcClient jdbc;
  private final FencedTransactions transactions;
  private final JdbcCatalog catalog;
  private final CatalogRows rows;

  ProductWrites(
      JdbcClient jdbc, FencedTransactions transactions, JdbcCatalog catalog, CatalogRows rows) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.catalog = catalog;
    this.rows = rows;
  }

  /** The new product as stored. */
  Fenced<Product> create(ProductWrite write) {
    return transactions
        .run(
            () -> {
              long id = checked(() -> bind(INSERT, write).query(Long.class).single());
              insertImages(id, write);
              return Optional.of(catalog.loadProduct(id).orElseThrow());
            })
        .orElseThrow();
  }

  /** The product as stored; empty if there is none with this id. */
  Optional<Fenced<Product>> replace(long id, ProductWrite write) {
    return transactions.run(() -> update(id, write));
  }

  /**
   * Applies a JSON Merge Patch to the product's fields.
   *
   * @return the product as stored; empty if there is none with this id
   */
  Optional<Fenced<Product>> patch(long id, JsonNode patch) {
    return transactions.run(
        () -> {
          lock(id);
          return jdbc.sql(FIELDS)
              .param("id", id)
              .query((row, n) -> fields(row))
              .optional()
              .map(fields -> ProductWrite.of(MergePatch.apply(fields, patch)))
              .flatMap(write -> update(id, write));
        });
  }

  /** The product's id; empty if there is none with it. */
  Optional<Fenced<Long>> delete(long id) {
    return transactions.run(
        () ->
            jdbc.sql("delete from products where id = :id returning id")
                .param("id", id)
                .query(Long.class)
                .optional());
  }

  private Optional<Product> update(long id, ProductWrite write) {
    int updated = checked(() -> bind(UPDATE, write).param("id", id).update());
    if (updated == 0) {
      return Optional.empty();
    }
    replaceImages(id, write);
    return catalog.loadProduct(id);
  }

  /**
   * Keeps other writers of this product out until the transaction ends. A statement of its own: one
   * that waited for the lock would see the images as they were before it waited.
   */
  private void lock(long id) {
    jdbc.sql("select id from products where id = :id for update")
        .param("id", id)
        .query()
        .listOfRows();
  }

  private void replaceImages(long id, ProductWrite write) {
    List<Image> stored =
        jdbc.sql(
                "select position, url from product_images where product_id = :id order by position")
            .param("id", id)
            .query((row, n) -> new Image(row.getInt("position"), row.getString("url")))
            .list();
    if (!stored.equals(write.images())) {
      jdbc.sql("delete from product_images where product_id = :id").param("id", id).update();
      insertImages(id, write);
    }
  }

  private void insertImages(long id, ProductWrite write) {
    for (Image image : write.images()) {
      jdbc.sql(
              "insert into product_images (product_id, position, url) values (:id, :position, :url)")
          .param("id", id)
          .param("position", image.position())
          .param("url", image.url())
          .update();
    }
  }

  private JdbcClient.StatementSpec bind(String sql, ProductWrite write) {
    return jdbc.sql(sql)
        .param("sku", write.sku())
        .param("name", write.name())
        .param("description", write.description())
        .param("category_id", write.categoryId())
        .param("price", write.price())
        .param("currency", write.currency())
        .param("stock", write.stock())
        .param("attributes", write.attributes().toString());
  }

  private ObjectNode fields(ResultSet row) throws SQLException {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put("sku", row.getString("sku"));
    fields.put("name", row.getString("name"));
    fields.put("description", row.getString("description"));
    fields.put("category_id", row.getLong("category_id"));
    fields.put("price", row.getBigDecimal("price").toPlainString());
    fields.put("currency", row.getString("currency"));
    fields.put("stock", row.getInt("stock"));
    fields.set("attributes", rows.attributes(row));
    ArrayNode images = fields.putArray("images");
    for (Image image : CatalogRows.images(row)) {
      images.addObject().put("position", image.position()).put("url", image.url());
    }
    return fields;
  }

  /** What the checks before could not know, in the client's terms. */
  private static <T> T checked(Supplier<T> statement) {
    try {
      return statement.get();
    } catch (DuplicateKeyException e) {
      throw new ConflictException("sku", "taken by another product");
    } catch (DataIntegrityViolationException e) {
      String state = SqlStates.of(e);
      if (state.equals(SqlStates.FOREIGN_KEY_VIOLATION)) {
        throw new InvalidParameterException("category_id", "the id of a category that exists");
      }
      if (state.startsWith(SqlStates.DATA_EXCEPTION_CLASS)) {
        throw new InvalidParameterException("attributes", "JSON that PostgreSQL can store");
      }
      throw e;
    }
  }
}
