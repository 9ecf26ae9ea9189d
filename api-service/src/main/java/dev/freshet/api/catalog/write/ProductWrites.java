package dev.freshet.api.catalog.write;

import static java.util.stream.Collectors.joining;

import dev.freshet.api.catalog.read.CatalogRows;
import dev.freshet.api.catalog.read.JdbcCatalog;
import dev.freshet.api.catalog.read.NumberGrowth;
import dev.freshet.api.web.ConflictException;
import dev.freshet.api.web.NotFoundException;
import dev.freshet.cache.fence.Fenced;
import dev.freshet.catalog.Image;
import dev.freshet.catalog.Product;
import dev.freshet.catalog.listings.InvalidParameterException;
import dev.freshet.spring.FencedTransactions;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Changes of products. Which keys they make wrong is none of its business. */
public final class ProductWrites {

  private static final String STORED_ATTRIBUTES =
      "select p.id, " + NumberGrowth.ATTRIBUTES + " from products p where p.id = :id";

  private final JdbcClient jdbc;
  private final FencedTransactions transactions;
  private final JdbcCatalog catalog;
  private final CatalogRows rows;

  public ProductWrites(
      JdbcClient jdbc, FencedTransactions transactions, JdbcCatalog catalog, CatalogRows rows) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.catalog = catalog;
    this.rows = rows;
  }

  /** The new product as stored. */
  public Fenced<Product> create(ProductWrite write) {
    return transactions
        .run(
            () -> {
              long id = checked(() -> insert(write).query(Long.class).single());
              write.images().ifPresent(images -> insertImages(id, images));
              return Optional.of(catalog.loadProduct(id).orElseThrow());
            })
        .orElseThrow();
  }

  /** The product as stored; empty if there is none with this id. */
  public Optional<Fenced<Product>> replace(long id, ProductWrite write) {
    return transactions.run(() -> lock(id) ? Optional.of(update(id, write)) : Optional.empty());
  }

  /**
   * Applies a JSON Merge Patch to the product's fields.
   *
   * @return the product as stored; empty if there is none with this id
   */
  public Optional<Fenced<Product>> patch(long id, JsonNode patch) {
    return transactions.run(
        () ->
            lock(id)
                ? Optional.of(update(id, ProductWrite.ofPatch(patch, stored(id, patch))))
                : Optional.empty());
  }

  /** The product's id; empty if there is none with it. */
  public Optional<Fenced<Long>> delete(long id) {
    return transactions.run(
        () ->
            jdbc.sql("delete from products where id = :id returning id")
                .param("id", id)
                .query(Long.class)
                .optional());
  }

  /**
   * The product as stored.
   *
   * @throws NotFoundException if the result is not one that clients can be told of: nothing is
   *     written then
   */
  private Product update(long id, ProductWrite write) {
    checked(() -> updating(write).param("id", id).update());
    write.images().ifPresent(images -> replaceImages(id, images));
    return catalog.loadProduct(id).orElseThrow(() -> new NotFoundException("product"));
  }

  /**
   * Keeps other writers of this product and of its images out until the transaction ends. A
   * statement of its own: one that waited for the lock would see the images as they were before it
   * waited.
   *
   * @return whether there is such a product
   */
  private boolean lock(long id) {
    return !jdbc.sql("select id from products where id = :id for update")
        .param("id", id)
        .query()
        .listOfRows()
        .isEmpty();
  }

  /** The product's attributes as they are stored; null if a patch does not need them. */
  private @Nullable ObjectNode stored(long id, JsonNode patch) {
    return ProductWrite.mergesAttributes(patch)
        ? jdbc.sql(STORED_ATTRIBUTES)
            .param("id", id)
            .query((row, n) -> Optional.ofNullable(rows.attributesNode(row)))
            .single()
            .orElseThrow(() -> new NotFoundException("product"))
        : null;
  }

  private void replaceImages(long id, List<Image> images) {
    List<Image> stored =
        jdbc.sql(
                "select position, url from product_images where product_id = :id order by position")
            .param("id", id)
            .query((row, n) -> new Image(row.getInt("position"), row.getString("url")))
            .list();
    if (!stored.equals(images)) {
      jdbc.sql("delete from product_images where product_id = :id").param("id", id).update();
      insertImages(id, images);
    }
  }

  /** Another program may still move an image of its own to where one of these goes. */
  private void insertImages(long id, List<Image> images) {
    try {
      for (Image image : images) {
        jdbc.sql(
                "insert into product_images (product_id, position, url)"
                    + " values (:id, :position, :url)")
            .param("id", id)
            .param("position", image.position())
            .param("url", image.url())
            .update();
      }
    } catch (DuplicateKeyException e) {
      throw new ConflictException("images", "being changed by another program at the same time");
    }
  }

  private JdbcClient.StatementSpec insert(ProductWrite write) {
    List<String> columns = List.copyOf(write.columns().keySet());
    return jdbc.sql(
            columns.stream()
                .map(ProductWrites::value)
                .collect(
                    joining(
                        ", ",
                        "insert into products (" + String.join(", ", columns) + ") values (",
                        ") returning id")))
        .params(write.columns());
  }

  private JdbcClient.StatementSpec updating(ProductWrite write) {
    return jdbc.sql(
            write.columns().keySet().stream()
                .map(column -> column + " = " + value(column) + ", ")
                .collect(joining("", "update products set ", "updated_at = now() where id = :id")))
        .params(write.columns());
  }

  private static String value(String column) {
    return column.equals("attributes") ? ":attributes::jsonb" : ":" + column;
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
