package com.example.shop;

import dev.freshet.cache.fence.Fenced;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
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
  ResponseEntity<ProductView> product(
      @PathVariable long id,
      @RequestParam String channel,
      @RequestParam(defaultValue = "EN") Language language) {
    return ResponseEntity.of(storefront.product(id, channel, language));
  }

  @GetMapping("/categories/{id}")
  ResponseEntity<CategoryView> category(@PathVariable long id, @RequestParam String channel) {
    return ResponseEntity.of(storefront.category(id, channel));
  }

  @GetMapping("/novelties")
  ResponseEntity<NoveltiesView> novelties(@RequestParam String channel) {
    return ResponseEntity.of(storefront.novelties(channel));
  }

  record ProductChange(String name, List<Long> categories) {}

  @PostMapping("/products")
  ResponseEntity<Long> create(@RequestBody ProductChange product) {
    return answer(backoffice.create(product.name(), product.categories()));
  }

  @PutMapping("/products/{id}")
  ResponseEntity<Long> change(@PathVariable long id, @RequestBody ProductChange product) {
    return answer(backoffice.change(id, product.name(), product.categories()));
  }

  @DeleteMapping("/products/{id}")
  ResponseEntity<Long> delete(@PathVariable long id) {
    return answer(backoffice.delete(id));
  }

  record VariantChange(String title, long product) {}

  @PutMapping("/variants/{id}")
  ResponseEntity<Long> changeVariant(@PathVariable long id, @RequestBody VariantChange variant) {
    return answer(backoffice.changeVariant(id, variant.title(), variant.product()));
  }

  @PutMapping("/variants/{id}/prices/{channel}")
  ResponseEntity<BigDecimal> price(
      @PathVariable long id, @PathVariable String channel, @RequestBody BigDecimal amount) {
    return answer(backoffice.price(id, channel, amount));
  }

  private static <V> ResponseEntity<V> answer(Optional<Fenced<V>> done) {
    return done.map(
            written ->
                ResponseEntity.ok()
                    .header("Freshet-Token", written.token().text())
                    .header("Freshet-Fence", written.applied() ? "applied" : "pending")
                    .body(written.value()))
        .orElseGet(() -> ResponseEntity.notFound().build());
  }
}
