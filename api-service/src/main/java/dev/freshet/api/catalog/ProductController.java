package dev.freshet.api.catalog;

import dev.freshet.api.catalog.write.ProductWrite;
import dev.freshet.api.catalog.write.ProductWrites;
import dev.freshet.api.web.Responses;
import dev.freshet.cache.trust.Freshness;
import dev.freshet.catalog.Product;
import dev.freshet.catalog.listings.Ids;
import dev.freshet.catalog.listings.ListingParams;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
@RequestMapping("/products")
class ProductController {

  private static final String MERGE_PATCH = "application/merge-patch+json";

  private final Catalog catalog;
  private final ProductWrites writes;

  ProductController(Catalog catalog, ProductWrites writes) {
    this.catalog = catalog;
    this.writes = writes;
  }

  @GetMapping(path = "/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
  void get(@PathVariable String id, Freshness freshness, HttpServletResponse response)
      throws IOException {
    Responses.send(catalog.product(Ids.parse("id", id), freshness), "product", response);
  }

  @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  void list(HttpServletRequest request, Freshness freshness, HttpServletResponse response)
      throws IOException {
    ListingParams params = ListingParams.of(request::getParameter);
    Responses.send(catalog.listing(params, freshness), "listing", response);
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Product> create(@RequestBody JsonNode body, HttpServletResponse response) {
    Product product = Responses.written(writes.create(ProductWrite.of(body)), response);
    return ResponseEntity.created(URI.create("/products/" + product.id())).body(product);
  }

  @PutMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
  Product replace(
      @PathVariable String id, @RequestBody JsonNode body, HttpServletResponse response) {
    return Responses.written(
        writes.replace(Ids.parse("id", id), ProductWrite.of(body)), "product", response);
  }

  @PatchMapping(
      path = "/{id}",
      consumes = {MERGE_PATCH, MediaType.APPLICATION_JSON_VALUE})
  Product patch(@PathVariable String id, @RequestBody JsonNode body, HttpServletResponse response) {
    return Responses.written(writes.patch(Ids.parse("id", id), body), "product", response);
  }

  @DeleteMapping("/{id}")
  ResponseEntity<Void> delete(@PathVariable String id, HttpServletResponse response) {
    Responses.written(writes.delete(Ids.parse("id", id)), "product", response);
    return ResponseEntity.noContent().build();
  }
}
