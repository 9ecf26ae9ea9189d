package com.example.shop;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What clients see of a product in a channel and a language; this is what is cached. */
public record ProductView(
    long id,
    String name,
    String currency,
    List<Offer> offers,
    List<CategoryName> categories,
    List<String> images) {

  /**
   * @param price null if it is not sold in the channel
   */
  public record Offer(
      long variant,
      String sku,
      String title,
      @Nullable BigDecimal price,
      List<InStock> stock,
      List<String> images) {}

  public record InStock(long warehouse, String name, int quantity) {}

  public record CategoryName(long id, String name) {}
}
