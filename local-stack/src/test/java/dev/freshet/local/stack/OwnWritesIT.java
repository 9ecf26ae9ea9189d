package dev.freshet.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.local.stack.CatalogWriter.Shelf;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients that write through one API process and read through the other. */
@ExtendWith(TwoApis.Parameter.class)
class OwnWritesIT {

  private static final int CLIENTS = 4;
  private static final Duration TIME =
      Duration.ofSeconds(Integer.getInteger("own.writes.seconds", 20));

  private final TwoApis apis;

  /** Writes whose fence took longer than two seconds, so that nothing is promised for them. */
  private final AtomicInteger pending = new AtomicInteger();

  OwnWritesIT(TwoApis apis) {
    this.apis = apis;
  }

  @Test
  void seeTheirWritesInEveryRead() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try (Connection connection = apis.connect();
        ServiceProcess unfenced = apis.startApi(Map.of("FRESHET_FENCE_TIMEOUT", "0"))) {
      CatalogWriter writer = new CatalogWriter(connection);
      List<Callable<Times>> clients = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        Shelf shelf = writer.newShelf(3);
        int api = client % 2;
        clients.add(() -> writeAndRead(api, unfenced, shelf));
      }
      Times all = new Times(new ArrayList<>(), new ArrayList<>());
      for (Future<Times> client : threads.invokeAll(clients)) {
        all.add(client.get());
      }
      assertThat(pending.get()).isLessThan(all.fenced().size() / 100);
      System.out.printf(
          Locale.ROOT,
          "%,d writes by %d clients, each read back at once through two APIs: median %.1f ms;"
              + " without a fence, in turn with them, %.1f ms; so it adds %.1f ms%n",
          all.fenced().size(),
          CLIENTS,
          median(all.fenced()),
          median(all.unfenced()),
          median(all.fenced()) - median(all.unfenced()));
    } finally {
      threads.shutdownNow();
    }
  }

  private Times writeAndRead(int api, ServiceProcess unfenced, Shelf shelf) {
    Times times = new Times(new ArrayList<>(), new ArrayList<>());
    String other = "/products/" + shelf.products().get(1);
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
      times.fenced().add(System.nanoTime() - start);
      assertThat(written.statusCode()).isEqualTo(200);
      assertThat(written.headers().firstValue("Freshet-Token")).isPresent();
      if (!written.headers().firstValue("Freshet-Fence").equals(Optional.of("applied"))) {
        pending.incrementAndGet();
        continue;
      }
      String fresh = "\"price\":\"%d.00\"".formatted(price);
      for (int reader = 1; reader >= 0; reader--) {
        assertThat(apis.get(reader, product).body()).contains(fresh);
        assertThat(apis.get(reader, "/products?sort=-price&category_id=" + shelf.category()).body())
            .contains(fresh);
        assertThat(apis.get(reader, "/categories/" + shelf.category() + "/products").body())
            .contains(fresh);
      }
      start = System.nanoTime();
      HttpResponse<String> plain =
          apis.send(unfenced.uri(other), "PATCH", "{\"stock\": %d}".formatted(price));
      times.unfenced().add(System.nanoTime() - start);
      assertThat(plain.headers().firstValue("Freshet-Fence")).hasValue("pending");
    }
    return times;
  }

  /** In ms, of times in ns. */
  private static double median(List<Long> nanos) {
    return nanos.stream().sorted().toList().get(nanos.size() / 2) / 1e6;
  }

  /** The times that writes took, in ns. */
  private record Times(List<Long> fenced, List<Long> unfenced) {
    void add(Times more) {
      fenced.addAll(more.fenced());
      unfenced.addAll(more.unfenced());
    }
  }
}
