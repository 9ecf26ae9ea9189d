package dev.freshet.benchmarks.values;

import dev.freshet.keys.Category;
import dev.freshet.keys.CategoryPage;
import dev.freshet.keys.Image;
import dev.freshet.keys.Product;
import dev.freshet.keys.ProductPage;
import dev.freshet.keys.ProductSummary;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's serialisation. The values are not serialisable, so these records, which have the same
 * components, stand for them; the way between the two is not timed.
 */
final class JdkFormat {

  static final String NAME = "JDK serialisation";

  private JdkFormat() {}

  static <V extends Serializable> Format<V> of(Class<V> type) {
    return new Format<>(NAME, JdkFormat::write, bytes -> type.cast(read(bytes)));
  }

  private static byte[] write(Serializable value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @SuppressWarnings("BanSerializableRead") // bytes of this class only
  private static Object read(byte[] bytes) {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  record SerialImage(int position, String url) implements Serializable {}

  record SerialProduct(
      long id,
      String sku,
      String name,
      String description,
      long categoryId,
      BigDecimal price,
      String currency,
      int stock,
      HashMap<String, @Nullable Object> attributes,
      ArrayList<SerialImage> images,
      Instant createdAt,
      Instant updatedAt)
      implements Serializable {

    static SerialProduct of(Product p) {
      return new SerialProduct(
          p.id(),
          p.sku(),
          p.name(),
          p.description(),
          p.categoryId(),
          p.price(),
          p.currency(),
          p.stock(),
          new HashMap<>(p.attributes()),
          each(p.images(), (Image i) -> new SerialImage(i.position(), i.url())),
          p.createdAt(),
          p.updatedAt());
    }
  }

  record SerialSummary(
      long id,
      String sku,
      String name,
      long categoryId,
      BigDecimal price,
      String currency,
      boolean inStock)
      implements Serializable {

    static SerialSummary of(ProductSummary s) {
      return new SerialSummary(
          s.id(), s.sku(), s.name(), s.categoryId(), s.price(), s.currency(), s.inStock());
    }
  }

  record SerialPage(ArrayList<SerialSummary> items, int page, int pageSize, long total)
      implements Serializable {

    static SerialPage of(ProductPage p) {
      return new SerialPage(each(p.items(), SerialSummary::of), p.page(), p.pageSize(), p.total());
    }
  }

  record SerialCategory(long id, String slug, String name, @Nullable Long parentId)
      implements Serializable {}

  record SerialCategoryPage(SerialCategory category, ArrayList<SerialSummary> items, long total)
      implements Serializable {

    static SerialCategoryPage of(CategoryPage p) {
      Category c = p.category();
      return new SerialCategoryPage(
          new SerialCategory(c.id(), c.slug(), c.name(), c.parentId()),
          each(p.items(), SerialSummary::of),
          p.total());
    }
  }

  private static <A, B> ArrayList<B> each(List<A> list, Function<A, B> function) {
    return new ArrayList<>(list.stream().map(function).toList());
  }
}
