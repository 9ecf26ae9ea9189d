package dev.freshet.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Answers with what was in files at the start, and with the header that hits have. */
@RestController
final class ConstantController {

  private final byte[] product;
  private final byte[] listing;
  private final byte[] category;

  /**
   * @param folder of the files product.json, listing.json and category.json
   */
  ConstantController(@Value("${constant.folder}") Path folder) throws IOException {
    this.product = Files.readAllBytes(folder.resolve("product.json"));
    this.listing = Files.readAllBytes(folder.resolve("listing.json"));
    this.category = Files.readAllBytes(folder.resolve("category.json"));
  }

  @GetMapping("/products/{id}")
  ResponseEntity<byte[]> product(@PathVariable String id) {
    return answer(product);
  }

  @GetMapping("/products")
  ResponseEntity<byte[]> listing() {
    return answer(listing);
  }

  @GetMapping("/categories/{id}/products")
  ResponseEntity<byte[]> category(@PathVariable String id) {
    return answer(category);
  }

  private static ResponseEntity<byte[]> answer(byte[] body) {
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .header("Cache-Status", "freshet; hit; detail=memory")
        .body(body);
  }
}
