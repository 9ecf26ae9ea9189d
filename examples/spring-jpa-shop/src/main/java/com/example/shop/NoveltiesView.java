package com.example.shop;

import com.example.shop.CategoryView.Line;
import java.util.List;

/** What clients see of the newest products in a channel; this is what is cached. */
public record NoveltiesView(String currency, List<Line> products) {}
