package dev.freshet.api.catalog;

import dev.freshet.api.catalog.write.Categories;
import dev.freshet.api.catalog.write.CategoryWrite;
import dev.freshet.api.web.NotFoundException;
import dev.freshet.api.web.Responses;
import dev.freshet.cache.trust.Freshness;
import dev.freshet.catalog.Category;
import dev.freshet.catalog.listings.Ids;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
@RequestMapping("/categories")
class CategoryController {

  private final Catalog catalog;
  private final Categories categories;

  CategoryController(Catalog catalog, Categories categories) {
    this.catalog = catalog;
    this.categories = categories;
  }

  @GetMapping
  CategoryList list() {
    return new CategoryList(categories.all());
  }

  @GetMapping("/{id}")
  Category get(@PathVariable String id) {
    return categories
        .find(Ids.parse("id", id))
        .orElseThrow(() -> new NotFoundException("category"));
  }

  @GetMapping(path = "/{id}/products", produces = MediaType.APPLICATION_JSON_VALUE)
  void page(@PathVariable String id, Freshness freshness, HttpServletResponse response)
      throws IOException {
    Responses.send(catalog.categoryPage(Ids.parse("id", id), freshness), "category", response);
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Category> create(@RequestBody JsonNode body, HttpServletResponse response) {
    Category category = Responses.written(categories.create(CategoryWrite.of(body)), response);
    return ResponseEntity.created(URI.create("/categories/" + category.id())).body(category);
  }

  @PutMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
  Category replace(
      @PathVariable String id, @RequestBody JsonNode body, HttpServletResponse response) {
    return Responses.written(
        categories.replace(Ids.parse("id", id), CategoryWrite.of(body)), "category", response);
  }

  @DeleteMapping("/{id}")
  ResponseEntity<Void> delete(@PathVariable String id, HttpServletResponse response) {
    Responses.written(categories.delete(Ids.parse("id", id)), "category", response);
    return ResponseEntity.noContent().build();
  }

  record CategoryList(List<Category> items) {}
}
