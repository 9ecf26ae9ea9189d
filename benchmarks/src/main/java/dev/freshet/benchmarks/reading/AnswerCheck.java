package dev.freshet.benchmarks.reading;

import static org.awaitility.Awaitility.await;

import dev.freshet.benchmarks.harness.Metrics;
import dev.freshet.benchmarks.reading.Reader.Server;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whether all contestants answer the same, a second time as well, when it comes from a cache. */
final class AnswerCheck {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private AnswerCheck() {}

  /**
   * @param reference whose answers must come from its memory soon
   * @throws IllegalStateException naming a contestant that answers something else
   */
  static void of(Server reference, List<Server> servers, Kind kind)
      throws IOException, InterruptedException {
    String path = kind.paths().get(0);
    JsonNode expected = answer(reference, path);
    await(reference.name() + " answers from its memory")
        .until(
            () -> Metrics.get(reference.process(), path).headers().firstValue("Cache-Status"),
            status -> status.equals(Optional.of("freshet; hit; detail=memory")));
    for (Server server : servers) {
      for (int time = 1; time <= 2; time++) {
        JsonNode answer = answer(server, path);
        if (!answer.equals(expected)) {
          throw new IllegalStateException(
              "%s answers %s not with %s but with %s"
                  .formatted(server.name(), path, expected, answer));
        }
      }
    }
  }

  private static JsonNode answer(Server server, String path)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = Metrics.get(server.process(), path);
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(
          server.name()
              + " answers "
              + path
              + " with "
              + answer.statusCode()
              + " "
              + answer.body());
    }
    return JSON.readTree(answer.body());
  }
}
