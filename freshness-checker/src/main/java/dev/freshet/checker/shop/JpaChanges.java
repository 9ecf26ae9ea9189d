package dev.freshet.checker.shop;

import dev.freshet.checker.load.ApiClient;
import java.io.IOException;
import java.util.Optional;
import java.util.Random;

/** Changes through the application, which makes them by JPA. */
final class JpaChanges {

  private final Assortment assortment;
  private final ApiClient client;
  private final Random random;

  JpaChanges(Assortment assortment, ApiClient client, Random random) {
    this.assortment = assortment;
    this.client = client;
    this.random = random;
  }

  void create() throws IOException, InterruptedException {
    Optional<String> id = send("POST", "/products", product());
    id.ifPresent(created -> assortment.addProduct(Long.parseLong(created)));
  }

  /** Its name and its categories. */
  void changeProduct() throws IOException, InterruptedException {
    Optional<String> unused = send("PUT", "/products/" + assortment.product(random), product());
  }

  void changeVariant() throws IOException, InterruptedException {
    String body = "{\"title\": \"by JPA\", \"product\": %d}".formatted(assortment.product(random));
    Optional<String> unused = send("PUT", "/variants/" + assortment.variant(random), body);
  }

  void price() throws IOException, InterruptedException {
    String path =
        "/variants/%d/prices/%s"
            .formatted(assortment.variant(random), assortment.channel(random).code());
    Optional<String> unused = send("PUT", path, "0." + (10 + random.nextInt(90)));
  }

  void delete() throws IOException, InterruptedException {
    Optional<String> unused = send("DELETE", "/products/" + assortment.product(random), "");
  }

  private String product() {
    return "{\"name\": \"by JPA\", \"categories\": [%d, %d]}"
        .formatted(assortment.category(random), assortment.category(random));
  }

  private Optional<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    return client.write(random.nextInt(client.apis()), method, path, body);
  }
}
