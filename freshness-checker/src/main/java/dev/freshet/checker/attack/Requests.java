package dev.freshet.checker.attack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Requests in order, one after the other, as fast as they are answered. */
final class Requests {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int THREADS = 8;

  private Requests() {}

  /**
   * @param paths the path and query of the request with this number, from 0
   */
  static Loops repeated(List<Integer> ports, IntFunction<String> paths) {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    AtomicInteger next = new AtomicInteger();
    Loops loops = new Loops();
    for (int thread = 0; thread < THREADS; thread++) {
      loops.add(
          () -> {
            int number = next.getAndIncrement();
            get(client, ports.get(number % ports.size()), paths.apply(number));
          });
    }
    return loops;
  }

  private static void get(HttpClient client, int port, String path)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(LIMIT)
            .build();
    HttpResponse<Void> unused = client.send(request, BodyHandlers.discarding());
  }
}
