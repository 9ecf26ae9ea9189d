package dev.freshet.local.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.local.stack.DemoCategories.DemoCategory;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/**
 * Categories and products to try things with: plausible, and always the same. A larger catalog
 * begins with the products of a smaller one.
 */
public final class DemoCatalog {

  private static final long SEED = 20240101;

  private final int size;

  /**
   * @param size how many products
   */
  public DemoCatalog(int size) {
    this.size = size;
  }

  List<DemoCategory> categories() {
    return DemoCategories.read().all();
  }

  /** By id, from 1. Made anew each time, so that a large catalog need not be in memory. */
  Stream<DemoProduct> products() {
    Random random = new Random(SEED);
    DemoCategories categories = DemoCategories.read();
    return IntStream.rangeClosed(1, size).mapToObj(id -> DemoProduct.next(id, categories, random));
  }

  /** Into empty tables, in one transaction. */
  public void load(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    copy(
        connection,
        "categories (id, slug, name, parent_id)",
        rows -> categories().forEach(c -> rows.add(c.id(), c.slug(), c.name(), c.parentId())));
    copy(
        connection,
        "products (id, sku, name, description, category_id, price, stock, attributes, created_at,"
            + " updated_at)",
        rows -> products().forEach(p -> addProduct(rows, p)));
    copy(
        connection,
        "product_images (product_id, position, url)",
        rows -> products().forEach(p -> addImages(rows, p)));
    try (Statement statement = connection.createStatement()) {
      for (String table : List.of("categories", "products")) {
        statement.execute(
            "select setval(pg_get_serial_sequence('%s', 'id'), max(id)) from %s"
                .formatted(table, table));
      }
      connection.commit();
      statement.execute("analyze categories, products, product_images");
      connection.commit();
    }
  }

  private static void addProduct(Rows rows, DemoProduct product) {
    rows.add(
        product.id(),
        product.sku(),
        product.name(),
        product.description(),
        product.categoryId(),
        product.price(),
        product.stock(),
        product.attributes(),
        product.createdAt(),
        product.createdAt());
  }

  private static void addImages(Rows rows, DemoProduct product) {
    for (int position = 1; position <= product.images(); position++) {
      rows.add(product.id(), position, product.imageUrl(position));
    }
  }

  private static void copy(Connection connection, String target, Consumer<Rows> producer)
      throws SQLException {
    String sql = "copy " + target + " from stdin (format csv)";
    try (Writer writer =
        new BufferedWriter(
            new OutputStreamWriter(
                new PGCopyOutputStream(connection.unwrap(PGConnection.class), sql), UTF_8))) {
      producer.accept(new Rows(writer));
    } catch (IOException | UncheckedIOException e) {
      throw new SQLException(e.getMessage(), e);
    }
  }

  /** Rows of a CSV file. */
  private record Rows(Writer writer) {

    void add(@Nullable Object... values) {
      StringBuilder row = new StringBuilder();
      for (@Nullable Object value : values) {
        if (row.length() > 0) {
          row.append(',');
        }
        if (value != null) {
          row.append('"').append(value.toString().replace("\"", "\"\"")).append('"');
        }
      }
      try {
        writer.append(row).append('\n');
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
