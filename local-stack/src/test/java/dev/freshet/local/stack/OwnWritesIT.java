package dev.freshet.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.local.stack.CatalogWriter.Shelf;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients that write through one API process and read through the other. */
@ExtendWith(TwoApis.Parameter.class)
class OwnWritesIT {

  private static final int CLIENTS = 4;
  private static final Duration TIME = Duration.ofSeconds(10);

  private final TwoApis apis;

  OwnWritesIT(TwoApis apis) {
    this.apis = apis;
  }

  @Test
  void seeTheirWritesInEveryRead() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try (Connection connection = apis.connect()) {
      CatalogWriter writer = new CatalogWriter(connection);
      List<Callable<List<Long>>> clients = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        Shelf shelf = writer.newShelf(3);
        int api = client % 2;
        clients.add(() -> writeAndRead(api, shelf));
      }
      List<Long> nanos = new ArrayList<>();
      for (Future<List<Long>> client : threads.invokeAll(clients)) {
        nanos.addAll(client.get());
      }
      Collections.sort(nanos);
      System.out.printf(
          Locale.ROOT,
          "%,d writes by %d clients, each read back at once through two APIs: median %.1f ms,"
              + " of which waiting for the fence %.1f ms on average%n",
          nanos.size(),
          CLIENTS,
          nanos.get(nanos.size() / 2) / 1e6,
          1e3 * apis.counted("fence_wait_seconds_sum") / apis.counted("fence_wait_seconds_count"));
    } finally {
      threads.shutdownNow();
    }
  }

  /** The time that each write took, in ns. */
  private List<Long> writeAndRead(int api, Shelf shelf) {
    List<Long> nanos = new ArrayList<>();
    String product = "/products/" + shelf.products().get(0);
    long end = System.nanoTime() + TIME.toNanos();
    for (int price = 1_000; System.nanoTime() < end; price++) {
      for (int reader = 0; reader < 2; reader++) {
        apis.get(reader, product);
        apis.get(reader, "/products?sort=-price&category_id=" + shelf.category());
        apis.get(reader, "/categories/" + shelf.category() + "/products");
      }
      long start = System.nanoTime();
      HttpResponse<String> written =
          apis.send(api, "PATCH", product, "{\"price\": \"%d.00\"}".formatted(price));
      nanos.add(System.nanoTime() - start);
      assertThat(written.statusCode()).isEqualTo(200);
      assertThat(written.headers().firstValue("Freshet-Fence")).hasValue("applied");
      assertThat(written.headers().firstValue("Freshet-Token")).isPresent();
      String fresh = "\"price\":\"%d.00\"".formatted(price);
      for (int reader = 1; reader >= 0; reader--) {
        assertThat(apis.get(reader, product).body()).contains(fresh);
        assertThat(apis.get(reader, "/products?sort=-price&category_id=" + shelf.category()).body())
            .contains(fresh);
        assertThat(apis.get(reader, "/categories/" + shelf.category() + "/products").body())
            .contains(fresh);
      }
    }
    return nanos;
  }
}
