package dev.freshet.rules.listings;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Draws changes that listings may show, each of any product; does not apply them. */
final class MixChanges {

  private final Random random;
  private final MixCatalog catalog;

  MixChanges(Random random, MixCatalog catalog) {
    this.random = random;
    this.catalog = catalog;
  }

  /** What imports and sales do all day: mostly prices, then stock, now and then the rest. */
  ProductChange change() {
    ProductRow row = catalog.row();
    int kind = random.nextInt(100);
    if (kind < 80) {
      return priceOrStock();
    } else if (kind < 85) {
      return to(row, catalog.name(), row.categoryId(), row.cents(), row.inStock());
    } else if (kind < 90) {
      return to(row, row.name(), ProductId.of(catalog.category()), row.cents(), row.inStock());
    } else if (kind < 95) {
      return new ProductChange(Optional.empty(), Optional.of(catalog.newRow()));
    }
    return new ProductChange(Optional.of(row), Optional.empty());
  }

  /** A price that moves by up to a tenth, of 11 in 16, or stock that runs out or comes back. */
  ProductChange priceOrStock() {
    ProductRow row = catalog.row();
    if (random.nextInt(16) < 11) {
      long cents = row.cents().orElseThrow();
      long step = 1L + random.nextInt((int) (cents / 10));
      long price = random.nextBoolean() ? cents + step : cents - step;
      return to(row, row.name(), row.categoryId(), OptionalLong.of(price), row.inStock());
    }
    return to(row, row.name(), row.categoryId(), row.cents(), !row.inStock());
  }

  private static ProductChange to(
      ProductRow row,
      String name,
      @Nullable ProductId category,
      OptionalLong cents,
      boolean inStock) {
    return Rows.updated(
        row,
        new ProductRow(
            row.id(), row.sku(), name, category, cents, row.currency(), inStock, row.createdAt()));
  }
}
