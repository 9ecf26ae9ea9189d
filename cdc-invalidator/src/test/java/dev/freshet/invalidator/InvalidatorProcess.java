package dev.freshet.invalidator;

import static org.awaitility.Awaitility.await;

import dev.freshet.local.Ports;
import dev.freshet.local.process.ChildProcess;
import dev.freshet.local.redis.LocalRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The invalidator's jar as a process of its own. */
final class InvalidatorProcess extends ChildProcess {

  static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final int managementPort;

  private InvalidatorProcess(ProcessBuilder program, int managementPort, Path output) {
    super(program, output, Duration.ZERO);
    this.managementPort = managementPort;
  }

  static InvalidatorProcess start(CatalogDatabase database, LocalRedis redis, Path folder) {
    return start(database, redis, folder, Map.of());
  }

  /**
   * Starts it without waiting for anything.
   *
   * @param folder of the file with its output
   * @param settings environment variables beside those that it needs
   * @param jvm options of the virtual machine
   */
  static InvalidatorProcess start(
      CatalogDatabase database,
      LocalRedis redis,
      Path folder,
      Map<String, String> settings,
      String... jvm) {
    List<String> command = new ArrayList<>(java(jvm));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-jar", "target/cdc-invalidator.jar"));
    ProcessBuilder builder = new ProcessBuilder(command);
    int managementPort = Ports.free();
    builder.environment().put("SERVER_PORT", "0");
    builder.environment().put("MANAGEMENT_SERVER_PORT", Integer.toString(managementPort));
    builder.environment().put("SPRING_DATASOURCE_URL", database.jdbcUrl());
    builder.environment().put("SPRING_DATASOURCE_USERNAME", CatalogDatabase.USER);
    builder.environment().put("SPRING_DATASOURCE_PASSWORD", CatalogDatabase.PASSWORD);
    builder.environment().put("FRESHET_REDIS_URI", redis.uri());
    builder.environment().putAll(settings);
    return new InvalidatorProcess(builder, managementPort, folder.resolve("output"));
  }

  InvalidatorProcess awaitStreaming() {
    await().atMost(START_LIMIT).until(() -> output().contains("Streaming from"));
    return this;
  }

  /**
   * A metric as Prometheus reads it.
   *
   * @param sample name and labels, as they are printed
   */
  double metric(String sample) {
    try {
      String all =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + managementPort + "/actuator/prometheus"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      return all.lines()
          .filter(line -> line.startsWith(sample + " "))
          .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
