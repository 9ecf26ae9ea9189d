package dev.freshet.benchmarks.peers;

import dev.freshet.catalog.listings.ListingParams;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The API's three cached reads, and a change of one field as the API has it. */
@RestController
final class CatalogController {

  private final Catalog catalog;

  CatalogController(Catalog catalog) {
    this.catalog = catalog;
  }

  @GetMapping("/products/{id}")
  PeerProduct product(@PathVariable long id) {
    return catalog.product(id);
  }

  @GetMapping("/products")
  PeerPage listing(HttpServletRequest request) {
    return catalog.listing(ListingParams.of(request::getParameter));
  }

  @GetMapping("/categories/{id}/products")
  PeerCategoryPage categoryPage(@PathVariable long id) {
    return catalog.categoryPage(id);
  }

  @PatchMapping("/products/{id}")
  void setStock(@PathVariable long id, @RequestBody Stock change) {
    catalog.setStock(id, change.stock());
  }

  record Stock(int stock) {}
}
