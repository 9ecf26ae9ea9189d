package dev.freshet.benchmarks.peers;

import dev.freshet.catalog.Product;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.ser.std.ToStringSerializer;

/** As {@link Product}, which not every cache could store. */
public record PeerProduct(
    long id,
    String sku,
    String name,
    String description,
    long categoryId,
    @JsonSerialize(using = ToStringSerializer.class) BigDecimal price,
    String currency,
    int stock,
    LinkedHashMap<String, @Nullable Object> attributes,
    ArrayList<PeerImage> images,
    Instant createdAt,
    Instant updatedAt)
    implements Serializable {

  public static PeerProduct of(Product product) {
    return new PeerProduct(
        product.id(),
        product.sku(),
        product.name(),
        product.description(),
        product.categoryId(),
        product.price(),
        product.currency(),
        product.stock(),
        new LinkedHashMap<>(product.attributes()),
        new ArrayList<>(
            product.images().stream()
                .map(image -> new PeerImage(image.position(), image.url()))
                .toList()),
        product.createdAt(),
        product.updatedAt());
  }
}
