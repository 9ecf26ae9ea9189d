package dev.freshet.benchmarks.harness;

import dev.freshet.local.stack.ServiceProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** What services say of themselves, and answer. */
public final class Metrics {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private Metrics() {}

  /** The sum of a counter over all its tags, by its name at {@code /actuator/prometheus}. */
  public static double sum(ServiceProcess service, String counter)
      throws IOException, InterruptedException {
    return get(service, "/actuator/prometheus")
        .body()
        .lines()
        .filter(line -> line.startsWith(counter + "{") || line.startsWith(counter + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** The answer to a GET, whatever its status. */
  public static HttpResponse<String> get(ServiceProcess service, String path)
      throws IOException, InterruptedException {
    return CLIENT.send(HttpRequest.newBuilder(service.uri(path)).build(), BodyHandlers.ofString());
  }
}
