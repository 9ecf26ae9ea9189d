package dev.freshet.checker.load;

import dev.freshet.checker.history.Page;
import dev.freshet.checker.history.Read;
import dev.freshet.checker.history.Row;
import dev.freshet.checker.stack.ProxiedStack;
import dev.freshet.checker.stack.Service;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads and writes through the API processes. Thread-safe. */
public final class ApiClient {

  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final List<String> bases;
  private final Recorder recorder;

  public ApiClient(List<Service> apis, Recorder recorder) {
    this.bases = apis.stream().map(api -> "http://127.0.0.1:" + api.port()).toList();
    this.recorder = recorder;
  }

  int apis() {
    return bases.size();
  }

  /**
   * Reads a page, and records the read if it is answered.
   *
   * @return the read; empty if it was not answered, or with an error
   */
  public Optional<Read> read(int api, Page page) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(bases.get(api) + page.path())).timeout(LIMIT).build();
    long begin = System.nanoTime();
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      long end = System.nanoTime();
      if (response.statusCode() != OK && response.statusCode() != NOT_FOUND) {
        recorder.count("read, answered " + response.statusCode());
        return Optional.empty();
      }
      Map<Row, Long> seen =
          response.statusCode() == OK ? Versions.of(page, response.body()) : Map.of();
      String status = response.headers().firstValue("Cache-Status").orElse("");
      Read read = new Read(page, api, begin, end, status, seen);
      recorder.read(read);
      return Optional.of(read);
    } catch (IOException e) {
      recorder.count("read, not answered");
      return Optional.empty();
    }
  }

  /**
   * Sends a write.
   *
   * @throws IOException if there is no answer: whether it was done is not known
   */
  HttpResponse<String> write(int api, String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(bases.get(api) + path))
            .timeout(LIMIT)
            .header("Authorization", "Bearer " + ProxiedStack.WRITE_TOKEN)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }
}
