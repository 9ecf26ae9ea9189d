package com.example.shop;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What clients see of a category in a channel; this is what is cached. */
public record CategoryView(long id, String name, String currency, List<Line> products) {

  /**
   * @param from the cheapest variant; null if none is sold in the channel
   */
  public record Line(long id, String name, @Nullable From from) {}

  public record From(long variant, BigDecimal price) {}
}
