package dev.freshet.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.local.stack.CatalogWriter.Shelf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

/** What the dashboard asks for, and the documents name, the services tell Prometheus. */
@ExtendWith(TwoApis.Parameter.class)
class DashboardIT {

  private static final Path REPOSITORY = Path.of("..");
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** A metric in the first column of a table, with its labels. */
  private static final Pattern DOCUMENTED =
      Pattern.compile("`([a-z]+(?:_[a-z]+)+)(?:\\{([a-z,]+)})?`");

  private final TwoApis apis;

  DashboardIT(TwoApis apis) {
    this.apis = apis;
  }

  @Test
  void everyQuerySelectsWhatAServiceExposes() throws Exception {
    List<String> queries =
        JsonMapper.shared()
            .readTree(REPOSITORY.resolve("docker/grafana/dashboards/freshet.json").toFile())
            .findValuesAsString("expr");
    assertThat(queries).isNotEmpty().allMatch(query -> !Selector.in(query).isEmpty());
    makeTraffic();
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(queries)
                    .allSatisfy(
                        query -> assertThat(unanswered(Selector.in(query), exposed())).isEmpty()));
  }

  @Test
  void everyDocumentedMetricIsExposedWithItsLabels() throws Exception {
    makeTraffic();
    Map<String, String> documents =
        Map.of("api-service", "docs/api-service.md", "cdc-invalidator", "docs/invalidator.md");
    for (Map.Entry<String, String> document : documents.entrySet()) {
      List<Selector> metrics = documented(REPOSITORY.resolve(document.getValue()));
      assertThat(metrics).isNotEmpty();
      String service = document.getKey();
      await()
          .alias(document.getValue())
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(unanswered(metrics, Map.of(service, apis.metrics(service))))
                      .isEmpty());
    }
  }

  private static List<Selector> documented(Path document) throws IOException {
    return Files.readString(document)
        .lines()
        .dropWhile(line -> !line.equals("## Metrics"))
        .skip(1)
        .takeWhile(line -> !line.startsWith("## "))
        .filter(line -> line.startsWith("| `"))
        .flatMap(DashboardIT::documented)
        .toList();
  }

  private static Stream<Selector> documented(String row) {
    String[] cells = row.split("\\|");
    String suffix = cells[2].contains("histogram") ? "_count" : "";
    return DOCUMENTED.matcher(cells[1]).results().map(metric -> documented(metric, suffix));
  }

  private static Selector documented(MatchResult metric, String suffix) {
    Set<String> labels = metric.group(2) == null ? Set.of() : Set.of(metric.group(2).split(","));
    return new Selector(metric.group(1) + suffix, List.of(), labels);
  }

  /** Misses, hits, changes of each kind, and what they delete. */
  private void makeTraffic() throws Exception {
    try (Connection connection = apis.connect()) {
      CatalogWriter writer = new CatalogWriter(connection);
      Shelf shelf = writer.newShelf(2);
      for (Truth.Page page : shelf.pages()) {
        await().atMost(LIMIT).until(() -> apis.get(0, page.path()).isHit());
      }
      apis.write("PATCH", "/products/" + shelf.products().get(0), "{\"price\": \"11.00\"}");
    }
  }

  private Map<String, String> exposed() {
    Map<String, String> exposed = new LinkedHashMap<>();
    for (String service : List.of("api-service", "cdc-invalidator")) {
      exposed.put(service, apis.metrics(service));
    }
    return exposed;
  }

  /** Which of them select nothing from any of the services. */
  private static Set<String> unanswered(List<Selector> selectors, Map<String, String> exposed) {
    Set<String> unanswered = new TreeSet<>();
    for (Selector selector : selectors) {
      if (exposed.entrySet().stream()
          .noneMatch(service -> selector.selectsFrom(service.getKey(), service.getValue()))) {
        unanswered.add(selector.toString());
      }
    }
    return unanswered;
  }
}
