package com.example.shop;

import java.math.BigDecimal;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ShopController {

  private final Storefront storefront;
  private final Backoffice backoffice;

  ShopController(Storefront storefront, Backoffice backoffice) {
    this.storefront = storefront;
    this.backoffice = backoffice;
  }

  @GetMapping("/products/{id}")
  ResponseEntity<ProductView> product(@PathVariable long id) {
    return ResponseEntity.of(storefront.product(id));
  }

  @GetMapping("/categories/{id}")
  ResponseEntity<CategoryView> category(@PathVariable long id) {
    return ResponseEntity.of(storefront.category(id));
  }

  @PutMapping("/variants/{id}/price")
  ResponseEntity<Void> price(@PathVariable long id, @RequestBody BigDecimal price) {
    return backoffice
        .price(id, price)
        .map(
            written ->
                ResponseEntity.noContent()
                    .header("Freshet-Token", written.token().text())
                    .header("Freshet-Applied", written.applied() ? "applied" : "pending")
                    .<Void>build())
        .orElseGet(() -> ResponseEntity.notFound().build());
  }
}
