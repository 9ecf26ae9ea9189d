package dev.freshet.checker.load;

import dev.freshet.checker.history.Page;
import dev.freshet.checker.history.Row;
import dev.freshet.checker.history.Write;
import dev.freshet.keys.FenceToken;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Random;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Changes through the API, each recorded if it is answered with success. */
final class ApiChanges {

  private final ApiClient client;
  private final FenceWatch fences;
  private final Recorder recorder;
  private final Random random;

  ApiChanges(ApiClient client, FenceWatch fences, Recorder recorder, Random random) {
    this.client = client;
    this.fences = fences;
    this.recorder = recorder;
    this.random = random;
  }

  void post(Shelf shelf) throws IOException, InterruptedException {
    String body = product(shelf, "SKU-" + FenceToken.random().text());
    send(
        "POST",
        "/products",
        body,
        answer -> {
          JsonNode product = Versions.parse(answer);
          shelf.add(product.get("id").asLong());
          return made(product);
        });
  }

  void put(Shelf shelf) throws IOException, InterruptedException {
    long id = shelf.product(random);
    String body = product(shelf, "SKU-" + FenceToken.random().text());
    send("PUT", "/products/" + id, body, answer -> made(Versions.parse(answer)));
  }

  void patch(Shelf shelf) throws IOException, InterruptedException {
    long id = shelf.product(random);
    String body =
        switch (random.nextInt(4)) {
          case 0 -> "{\"stock\": " + random.nextInt(3) + "}";
          case 1 -> "{\"price\": \"1.00\"}";
          case 2 -> "{\"images\": [{\"position\": 2, \"url\": \"https://images.example.com/p\"}]}";
          default -> "{\"name\": \"red " + random.nextInt(1000) + "\"}";
        };
    send("PATCH", "/products/" + id, body, answer -> made(Versions.parse(answer)));
  }

  void delete(Shelf shelf) throws IOException, InterruptedException {
    long id = shelf.product(random);
    send("DELETE", "/products/" + id, "", answer -> new Write.Made(Row.product(id), Page.NOTHING));
  }

  void putCategory(Shelf shelf) throws IOException, InterruptedException {
    long id = shelf.category();
    String body = "{\"slug\": \"shelf-%d\", \"name\": \"put\"}".formatted(id);
    send(
        "PUT",
        "/categories/" + id,
        body,
        answer -> new Write.Made(Row.category(id), Versions.ofCategory(Versions.parse(answer))));
  }

  void deleteCategory(Shelf shelf) throws IOException, InterruptedException {
    long id = shelf.category();
    send(
        "DELETE",
        "/categories/" + id,
        "",
        answer -> new Write.Made(Row.category(id), Page.NOTHING));
  }

  private void send(String method, String path, String body, Function<String, Write.Made> made)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    HttpResponse<String> response = client.write(random.nextInt(client.apis()), method, path, body);
    long end = System.nanoTime();
    if (response.statusCode() / 100 != 2) {
      recorder.count("write, answered " + response.statusCode());
      return;
    }
    String token = response.headers().firstValue("Freshet-Token").orElse(null);
    boolean applied = response.headers().firstValue("Freshet-Fence").orElse("").equals("applied");
    if (token != null && !applied) {
      fences.expect(token);
    }
    recorder.write(new Write(begin, end, token, applied, made.apply(response.body())));
  }

  private static Write.Made made(JsonNode product) {
    return new Write.Made(Row.product(product.get("id").asLong()), Versions.ofProduct(product));
  }

  private String product(Shelf shelf, String sku) {
    return """
        {"sku": "%s", "name": "blue %d", "category_id": %d, "price": "1.00", "stock": %d,
         "images": [{"position": 1, "url": "https://images.example.com/%d"}]}
        """
        .formatted(
            sku, random.nextInt(1000), shelf.category(), random.nextInt(2), random.nextInt(9));
  }
}
