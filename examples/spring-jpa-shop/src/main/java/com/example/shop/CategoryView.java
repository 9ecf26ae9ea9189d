package com.example.shop;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What clients see of a category; this is what is cached. */
public record CategoryView(long id, String name, List<Line> products) {

  public record Line(long id, String name, @Nullable BigDecimal from) {}
}
