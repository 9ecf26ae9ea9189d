package dev.freshet.catalog.values;

import dev.freshet.catalog.Image;
import dev.freshet.catalog.Product;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

final class ProductFormat {
  private static final List<String> NAMES =
      List.of(
          "id",
          "sku",
          "name",
          "description",
          "category_id",
          "price",
          "currency",
          "stock",
          "attributes",
          "images",
          "created_at",
          "updated_at");
  private static final List<String> IMAGE_NAMES = List.of("position", "url");

  private ProductFormat() {}

  static void write(Product product, ValueWriter out) throws IOException {
    out.map(NAMES.size());
    out.name("id").int64(product.id());
    out.name("sku").string(product.sku());
    out.name("name").string(product.name());
    out.name("description").string(product.description());
    out.name("category_id").int64(product.categoryId());
    out.name("price").price(product.price());
    out.name("currency").string(product.currency());
    out.name("stock").atLeast(0, product.stock());
    AttributesFormat.write(product.attributes(), out.name("attributes"));
    out.name("images").array(product.images(), ProductFormat::writeImage);
    out.name("created_at").instant(product.createdAt());
    out.name("updated_at").instant(product.updatedAt());
  }

  static Product read(ValueReader in) throws IOException {
    long id = 0;
    String sku = "";
    String name = "";
    String description = "";
    long categoryId = 0;
    BigDecimal price = BigDecimal.ZERO;
    String currency = "";
    int stock = 0;
    Map<String, @Nullable Object> attributes = Map.of();
    List<Image> images = List.of();
    Instant createdAt = Instant.EPOCH;
    Instant updatedAt = Instant.EPOCH;
    for (Fields fields = in.fields(NAMES); fields.hasNext(); ) {
      String field = fields.next();
      switch (field) {
        case "id" -> id = in.int64();
        case "sku" -> sku = in.string();
        case "name" -> name = in.string();
        case "description" -> description = in.string();
        case "category_id" -> categoryId = in.int64();
        case "price" -> price = in.price();
        case "currency" -> currency = in.string();
        case "stock" -> stock = in.intAtLeast(0);
        case "attributes" -> attributes = AttributesFormat.read(in);
        case "images" -> images = in.array(ProductFormat::readImage);
        case "created_at" -> createdAt = in.instant();
        case "updated_at" -> updatedAt = in.instant();
        default -> throw new AssertionError(field);
      }
    }
    return new Product(
        id,
        sku,
        name,
        description,
        categoryId,
        price,
        currency,
        stock,
        attributes,
        images,
        createdAt,
        updatedAt);
  }

  private static void writeImage(Image image, ValueWriter out) throws IOException {
    out.map(IMAGE_NAMES.size());
    out.name("position").atLeast(1, image.position());
    out.name("url").string(image.url());
  }

  private static Image readImage(ValueReader in) throws IOException {
    int position = 0;
    String url = "";
    for (Fields fields = in.fields(IMAGE_NAMES); fields.hasNext(); ) {
      String field = fields.next();
      switch (field) {
        case "position" -> position = in.intAtLeast(1);
        case "url" -> url = in.string();
        default -> throw new AssertionError(field);
      }
    }
    return new Image(position, url);
  }
}
