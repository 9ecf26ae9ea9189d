package dev.freshet.rules.listings;

import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One image of a product's row, as far as listings show it, filter by it, or order by it.
 *
 * @param categoryId null if it is in none
 * @param cents the price; empty if it is not from 0 to {@link #MAX_CENTS} with at most two decimal
 *     places, as {@code NaN} is not
 * @param createdAt microseconds since 1970; empty if it does not fit, as {@code infinity} does not
 */
public record ProductRow(
    ProductId id,
    String sku,
    String name,
    @Nullable ProductId categoryId,
    OptionalLong cents,
    String currency,
    boolean inStock,
    OptionalLong createdAt) {

  /** The highest price that is distinguished; above every bound that a request can have. */
  public static final long MAX_CENTS = (1L << 40) - 1;

  /** Whether a listing that shows both shows the same. */
  boolean looksLike(ProductRow other) {
    return id.equals(other.id)
        && sku.equals(other.sku)
        && name.equals(other.name)
        && Objects.equals(categoryId, other.categoryId)
        && cents.isPresent()
        && cents.equals(other.cents)
        && currency.equals(other.currency)
        && inStock == other.inStock;
  }
}
