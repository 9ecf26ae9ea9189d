package dev.freshet.local.stack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Reads the catalog as the API's clients do. */
public final class ApiReader {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String base;

  ApiReader(int port) {
    this.base = "http://127.0.0.1:" + port;
  }

  public Answer get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri(path)).timeout(LIMIT).build();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    return new Answer(
        response.statusCode(),
        response.headers().firstValue("Cache-Status").orElse(""),
        response.body());
  }

  public URI uri(String path) {
    return URI.create(base + path);
  }

  /**
   * @param cacheStatus as in RFC 9211, such as {@code freshet; hit}; empty when there is none
   */
  public record Answer(int status, String cacheStatus, String body) {

    public boolean isHit() {
      return cacheStatus.endsWith("; hit") || cacheStatus.contains("; hit;");
    }
  }
}
