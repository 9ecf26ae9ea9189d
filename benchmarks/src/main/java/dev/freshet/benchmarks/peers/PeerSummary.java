package dev.freshet.benchmarks.peers;

import dev.freshet.catalog.ProductSummary;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.ser.std.ToStringSerializer;

/** As {@link ProductSummary}. */
public record PeerSummary(
    long id,
    String sku,
    String name,
    long categoryId,
    @JsonSerialize(using = ToStringSerializer.class) BigDecimal price,
    String currency,
    boolean inStock)
    implements Serializable {

  static ArrayList<PeerSummary> each(List<ProductSummary> items) {
    return new ArrayList<>(items.stream().map(PeerSummary::of).toList());
  }

  private static PeerSummary of(ProductSummary item) {
    return new PeerSummary(
        item.id(),
        item.sku(),
        item.name(),
        item.categoryId(),
        item.price(),
        item.currency(),
        item.inStock());
  }
}
