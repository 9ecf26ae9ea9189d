package dev.freshet.catalog;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A product with everything that a client sees of it.
 *
 * @param price in {@code currency}, not negative, two decimal places, at most ten digits before the
 *     point
 * @param currency three letters, such as {@code USD}
 * @param stock pieces, not negative
 * @param attributes any JSON object, normalised by {@link Attributes#of}
 * @param images by position
 * @param createdAt to the microsecond
 * @param updatedAt to the microsecond
 */
public record Product(
    long id,
    String sku,
    String name,
    String description,
    long categoryId,
    BigDecimal price,
    String currency,
    int stock,
    Map<String, @Nullable Object> attributes,
    List<Image> images,
    Instant createdAt,
    Instant updatedAt) {

  /**
   * @throws IllegalArgumentException if {@link Attributes#of} refuses the attributes
   */
  public Product {
    attributes = Attributes.of(attributes);
    images = List.copyOf(images);
  }
}
