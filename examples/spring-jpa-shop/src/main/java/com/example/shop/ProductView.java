package com.example.shop;

import java.math.BigDecimal;
import java.util.List;

/** What clients see of a product; this is what is cached. */
public record ProductView(long id, String name, List<Offer> offers, List<String> categories) {

  public record Offer(String sku, BigDecimal price) {}
}
