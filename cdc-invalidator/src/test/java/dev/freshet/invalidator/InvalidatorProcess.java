package dev.freshet.invalidator;

import static org.awaitility.Awaitility.await;

import dev.freshet.local.LocalRedis;
import dev.freshet.local.Ports;
import dev.freshet.local.Signals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The invalidator's jar as a process of its own. */
final class InvalidatorProcess implements AutoCloseable {

  static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final Process process;
  private final int managementPort;
  private final Path output;

  private InvalidatorProcess(Process process, int managementPort, Path output) {
    this.process = process;
    this.managementPort = managementPort;
    this.output = output;
  }

  static InvalidatorProcess start(CatalogDatabase database, LocalRedis redis, Path folder)
      throws IOException {
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
      String... jvm)
      throws IOException {
    List<String> command =
        Stream.of(
                Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                Stream.of(jvm),
                Stream.of(
                    "-XX:TieredStopAtLevel=1",
                    "-jar",
                    Path.of("target", "cdc-invalidator.jar").toString()))
            .flatMap(part -> part)
            .toList();
    ProcessBuilder builder = new ProcessBuilder(command);
    int managementPort = Ports.free();
    builder.environment().put("SERVER_PORT", "0");
    builder.environment().put("MANAGEMENT_SERVER_PORT", Integer.toString(managementPort));
    builder.environment().put("SPRING_DATASOURCE_URL", database.jdbcUrl());
    builder.environment().put("SPRING_DATASOURCE_USERNAME", CatalogDatabase.USER);
    builder.environment().put("SPRING_DATASOURCE_PASSWORD", CatalogDatabase.PASSWORD);
    builder.environment().put("FRESHET_REDIS_URI", redis.uri());
    builder.environment().putAll(settings);
    Path output = folder.resolve("output");
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    return new InvalidatorProcess(builder.start(), managementPort, output);
  }

  InvalidatorProcess awaitStreaming() {
    await().atMost(START_LIMIT).until(() -> output().contains("Streaming from"));
    return this;
  }

  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  Process process() {
    return process;
  }

  void kill() {
    process.destroyForcibly();
  }

  void signal(String name) {
    Signals.send(name, List.of(process.toHandle()));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
