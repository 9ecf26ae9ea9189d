package dev.freshet.local.stack;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The demo in containers needs no choice, is for this machine only, and has few rights there. */
class ComposeFileTest {

  private static final Map<String, String> SETTINGS =
      Map.of(
          "api-service", "api-service/src/main/resources/application.yaml",
          "cdc-invalidator", "cdc-invalidator/src/main/resources/application.properties");

  /** From a service's port to its management port. */
  private static final int DISTANCE = 10;

  /** With what follows the name. */
  private static final Pattern VARIABLE = Pattern.compile("(?<!\\$)\\$\\{?\\w+(.{0,2})");

  private static final Pattern SERVER_PORT =
      Pattern.compile("(?m)^(?:server\\.| +)port[=:] ?(\\d+)$");

  private static final Pattern TARGET = Pattern.compile("targets: \\[\"(.+):(\\d+)\"]");

  private final String compose = read("docker-compose.yml");
  private final Map<String, Map<String, Object>> services = services(compose);

  @Test
  void everyVariableHasADefault() {
    assertThat(VARIABLE.matcher(compose).results().map(found -> found.group(1)))
        .isNotEmpty()
        .containsOnly(":-");
  }

  @Test
  void everyPortIsPublishedOnThisMachineOnly() {
    assertThat(services)
        .allSatisfy(
            (name, service) ->
                assertThat(ports(service))
                    .isNotEmpty()
                    .allMatch(port -> port.matches("127\\.0\\.0\\.1:\\d+:\\d+")));
  }

  @Test
  void everyServiceIsConfined() {
    assertThat(services)
        .allSatisfy(
            (name, service) ->
                assertThat(service)
                    .containsEntry("read_only", true)
                    .containsEntry("cap_drop", List.of("ALL"))
                    .containsEntry("security_opt", List.of("no-new-privileges:true"))
                    .containsKey("mem_limit")
                    .doesNotContainKeys("cap_add", "privileged"));
  }

  @Test
  void ourImagesDoNotRunAsRoot() {
    assertThat(SETTINGS.keySet())
        .allSatisfy(
            service -> assertThat(read(service + "/Dockerfile")).contains("USER 10001:10001\n"));
  }

  @Test
  void prometheusScrapesTheManagementPorts() {
    List<MatchResult> targets =
        TARGET.matcher(read("docker/prometheus/prometheus.yml")).results().toList();
    assertThat(targets).hasSize(SETTINGS.size());
    for (MatchResult target : targets) {
      String service = target.group(1);
      int port = Integer.parseInt(target.group(2));
      assertThat(port).as(service).isEqualTo(serverPort(service) + DISTANCE);
      assertThat(ports(requireNonNull(services.get(service))))
          .anyMatch(published -> published.endsWith(":" + port));
      assertThat(read(service + "/Dockerfile")).containsPattern("(?m)^EXPOSE .*\\b" + port + "\\b");
    }
  }

  private static int serverPort(String service) {
    return SERVER_PORT
        .matcher(read(requireNonNull(SETTINGS.get(service))))
        .results()
        .mapToInt(port -> Integer.parseInt(port.group(1)))
        .findFirst()
        .orElseThrow();
  }

  @SuppressWarnings("unchecked") // the shape of every compose file
  private static Map<String, Map<String, Object>> services(String compose) {
    Map<String, Object> file = new Yaml().load(compose);
    return (Map<String, Map<String, Object>>) requireNonNull(file.get("services"));
  }

  private static List<String> ports(Map<String, Object> service) {
    return service.get("ports") instanceof List<?> ports
        ? ports.stream().map(Object::toString).toList()
        : List.of();
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of("..").resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
