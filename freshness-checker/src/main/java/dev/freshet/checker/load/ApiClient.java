package dev.freshet.checker.load;

import dev.freshet.checker.history.Page;
import dev.freshet.checker.history.Read;
import dev.freshet.checker.history.Write;
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
  private final FenceWatch fences;
  private final Recorder recorder;

  public ApiClient(List<Service> apis, FenceWatch fences, Recorder recorder) {
    this.bases = apis.stream().map(api -> "http://127.0.0.1:" + api.port()).toList();
    this.fences = fences;
    this.recorder = recorder;
  }

  public int apis() {
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
      Optional<String> body =
          response.statusCode() == OK ? Optional.of(response.body()) : Optional.empty();
      String status = response.headers().firstValue("Cache-Status").orElse("");
      Read read = new Read(page, api, begin, end, status, page.seen(body));
      recorder.read(read);
      return Optional.of(read);
    } catch (IOException e) {
      recorder.count("read, not answered");
      return Optional.empty();
    }
  }

  /**
   * Sends a write, and records it if it is answered with success.
   *
   * @return the answer's body; empty if it says that nothing was done
   * @throws IOException if there is no answer: whether it was done is not known
   */
  public Optional<String> write(int api, String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(bases.get(api) + path))
            .timeout(LIMIT)
            .header("Authorization", "Bearer " + ProxiedStack.WRITE_TOKEN)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    long begin = System.nanoTime();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    long end = System.nanoTime();
    Optional<String> token = response.headers().firstValue("Freshet-Token");
    if (response.statusCode() / 100 != 2 || token.isEmpty()) {
      recorder.count("write, answered " + response.statusCode());
      return Optional.empty();
    }
    boolean applied = response.headers().firstValue("Freshet-Fence").orElse("").equals("applied");
    if (!applied) {
      fences.expect(token.get());
    }
    recorder.write(new Write(begin, end, token.get(), applied));
    return Optional.of(response.body());
  }
}
