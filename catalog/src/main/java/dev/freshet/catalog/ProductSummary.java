package dev.freshet.catalog;

import java.math.BigDecimal;

/**
 * A product as listings show it.
 *
 * @param price as in {@link Product}
 * @param inStock whether the stock is above 0
 */
public record ProductSummary(
    long id,
    String sku,
    String name,
    long categoryId,
    BigDecimal price,
    String currency,
    boolean inStock) {}
