package com.example.shop;

import com.example.shop.CategoryView.Line;
import com.example.shop.ProductView.Offer;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Optional;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Reads. No code evicts anything: the invalidator does. */
@Service
class Storefront {

  private final Products products;
  private final Categories categories;

  Storefront(Products products, Categories categories) {
    this.products = products;
    this.categories = categories;
  }

  @Cacheable(cacheNames = "product", sync = true)
  @Transactional(readOnly = true)
  public Optional<ProductView> product(long id) {
    return products
        .findById(id)
        .map(
            product ->
                new ProductView(
                    product.getId(),
                    product.getName(),
                    product.getVariants().stream()
                        .map(variant -> new Offer(variant.getSku(), variant.getPrice()))
                        .sorted(Comparator.comparing(Offer::sku))
                        .toList(),
                    product.getCategories().stream()
                        .map(category -> category.getName())
                        .sorted()
                        .toList()));
  }

  @Cacheable(cacheNames = "category", sync = true)
  @Transactional(readOnly = true)
  public Optional<CategoryView> category(long id) {
    return categories
        .findById(id)
        .map(
            category ->
                new CategoryView(
                    category.getId(),
                    category.getName(),
                    category.getProducts().stream()
                        .map(
                            product ->
                                new Line(product.getId(), product.getName(), cheapest(product)))
                        .sorted(Comparator.comparing(Line::name).thenComparing(Line::id))
                        .toList()));
  }

  private static BigDecimal cheapest(Product product) {
    return product.getVariants().stream()
        .map(variant -> variant.getPrice())
        .min(Comparator.naturalOrder())
        .orElse(null);
  }
}
