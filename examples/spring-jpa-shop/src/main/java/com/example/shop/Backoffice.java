package com.example.shop;

import dev.freshet.cache.fence.Fenced;
import dev.freshet.spring.FencedTransactions;
import java.math.BigDecimal;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** Writes, each of which says whether all later reads see it. */
@Service
class Backoffice {

  private final Variants variants;
  private final FencedTransactions transactions;

  Backoffice(Variants variants, FencedTransactions transactions) {
    this.variants = variants;
    this.transactions = transactions;
  }

  /** Empty if there is no such variant. */
  Optional<Fenced<BigDecimal>> price(long variant, BigDecimal price) {
    return transactions.run(
        () ->
            variants
                .findById(variant)
                .map(
                    found -> {
                      found.setPrice(price);
                      return price;
                    }));
  }
}
