package com.example.shop;

import dev.freshet.cache.fence.Fenced;
import dev.freshet.spring.FencedTransactions;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;

/**
 * Writes, each of which says whether all later reads see it. Empty means that there is nothing of
 * this id.
 */
@Service
class Backoffice {

  private final Products products;
  private final Variants variants;
  private final Categories categories;
  private final FencedTransactions transactions;

  Backoffice(
      Products products,
      Variants variants,
      Categories categories,
      FencedTransactions transactions) {
    this.products = products;
    this.variants = variants;
    this.categories = categories;
    this.transactions = transactions;
  }

  /** The new product's id. */
  Optional<Fenced<Long>> create(String name, List<Long> inCategories) {
    return transactions.run(
        () -> {
          Product product = new Product(name);
          product.getCategories().addAll(categories.findAllById(inCategories));
          return Optional.of(products.save(product).getId());
        });
  }

  Optional<Fenced<Long>> change(long id, String name, List<Long> inCategories) {
    return transactions.run(
        () ->
            products
                .findById(id)
                .map(
                    product -> {
                      product.setName(name);
                      product.getCategories().retainAll(categories.findAllById(inCategories));
                      product.getCategories().addAll(categories.findAllById(inCategories));
                      return id;
                    }));
  }

  Optional<Fenced<Long>> delete(long id) {
    return transactions.run(
        () ->
            products
                .findById(id)
                .map(
                    product -> {
                      products.delete(product);
                      return id;
                    }));
  }

  /** Also of another product than before. */
  Optional<Fenced<Long>> changeVariant(long id, String title, long product) {
    return transactions.run(
        () ->
            variants
                .findById(id)
                .flatMap(
                    variant ->
                        products
                            .findById(product)
                            .map(
                                found -> {
                                  variant.setTitle(title);
                                  variant.setProduct(found);
                                  return id;
                                })));
  }

  /** Empty also if the variant is not sold in the channel. */
  Optional<Fenced<BigDecimal>> price(long variant, String channel, BigDecimal amount) {
    return transactions.run(
        () ->
            variants
                .findById(variant)
                .flatMap(found -> found.priceIn(channel))
                .map(
                    price -> {
                      price.setAmount(amount);
                      return amount;
                    }));
  }
}
