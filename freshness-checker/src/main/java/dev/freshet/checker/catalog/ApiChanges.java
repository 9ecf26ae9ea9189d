package dev.freshet.checker.catalog;

import dev.freshet.checker.load.ApiClient;
import dev.freshet.keys.FenceToken;
import java.io.IOException;
import java.util.Optional;
import java.util.Random;
import tools.jackson.databind.ObjectMapper;

/** Changes through the API. */
final class ApiChanges {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ApiClient client;
  private final Random random;

  ApiChanges(ApiClient client, Random random) {
    this.client = client;
    this.random = random;
  }

  void post(Shelf shelf) throws IOException, InterruptedException {
    send("POST", "/products", product(shelf))
        .ifPresent(answer -> shelf.add(JSON.readTree(answer).get("id").asLong()));
  }

  void put(Shelf shelf) throws IOException, InterruptedException {
    send("PUT", "/products/" + shelf.product(random), product(shelf));
  }

  void patch(Shelf shelf) throws IOException, InterruptedException {
    String body =
        switch (random.nextInt(4)) {
          case 0 -> "{\"stock\": " + random.nextInt(3) + "}";
          case 1 -> "{\"price\": \"1.00\"}";
          case 2 -> "{\"images\": [{\"position\": 2, \"url\": \"https://images.example.com/p\"}]}";
          default -> "{\"name\": \"red " + random.nextInt(1000) + "\"}";
        };
    send("PATCH", "/products/" + shelf.product(random), body);
  }

  void delete(Shelf shelf) throws IOException, InterruptedException {
    send("DELETE", "/products/" + shelf.product(random), "");
  }

  void putCategory(Shelf shelf) throws IOException, InterruptedException {
    long id = shelf.category();
    send("PUT", "/categories/" + id, "{\"slug\": \"shelf-%d\", \"name\": \"put\"}".formatted(id));
  }

  void deleteCategory(Shelf shelf) throws IOException, InterruptedException {
    send("DELETE", "/categories/" + shelf.category(), "");
  }

  private Optional<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    return client.write(random.nextInt(client.apis()), method, path, body);
  }

  private String product(Shelf shelf) {
    return """
        {"sku": "SKU-%s", "name": "blue %d", "category_id": %d, "price": "1.00", "stock": %d,
         "images": [{"position": 1, "url": "https://images.example.com/%d"}]}
        """
        .formatted(
            FenceToken.random().text(),
            random.nextInt(1000),
            shelf.category(),
            random.nextInt(2),
            random.nextInt(9));
  }
}
