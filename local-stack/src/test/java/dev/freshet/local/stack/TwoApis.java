package dev.freshet.local.stack;

import dev.freshet.local.Closer;
import dev.freshet.local.Folders;
import dev.freshet.local.Ports;
import dev.freshet.local.stack.ApiReader.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The whole stack with a second API process, started once for all tests that ask for it. */
final class TwoApis implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Closer closer;
  private final LocalStack stack;
  private final ServiceProcess second;
  private final List<ApiReader> readers;
  private final HttpClient client = HttpClient.newHttpClient();
  private ServiceProcess invalidator;

  private TwoApis(Closer closer, LocalStack stack, ServiceProcess secondApi) {
    this.closer = closer;
    this.stack = stack;
    this.second = secondApi;
    this.readers = List.of(stack.reader(), new ApiReader(secondApi.port()));
    this.invalidator = stack.services().get(1);
  }

  /**
   * @param ofSecond settings of the second API process alone
   */
  static TwoApis start(Map<String, String> ofSecond) throws InterruptedException {
    return Closer.opening(
        closer -> {
          Path folder = Folders.temporary("freshet-end-to-end-");
          closer.add(() -> Folders.delete(folder));
          LocalStack stack =
              closer.add(
                  LocalStack.start(
                      Options.of("--check", "--demo", "300"),
                      folder,
                      ServiceJars.find(),
                      Map.of(),
                      step -> {}));
          ServiceProcess second = stack.startApi("api-service-2", Ports.free(), ofSecond);
          second.awaitReady(LIMIT);
          return new TwoApis(closer, stack, second);
        });
  }

  List<ApiReader> readers() {
    return readers;
  }

  /** Reads through the first API process, or the second. */
  Answer get(int api, String path) {
    return get(readers.get(api), path);
  }

  private static Answer get(ApiReader reader, String path) {
    try {
      return reader.get(path);
    } catch (IOException e) {
      throw new IllegalStateException(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Writes through the first API process; anything but success is an error. */
  void write(String method, String path, String body) {
    HttpResponse<String> response = send(0, method, path, body);
    if (response.statusCode() / 100 != 2) {
      throw new IllegalStateException(method + " " + path + ": " + response + response.body());
    }
  }

  /** Sends a write to the first API process, or the second. */
  HttpResponse<String> send(int api, String method, String path, String body) {
    return send(readers.get(api).uri(path), method, body);
  }

  /** Sends a write to any API process. */
  HttpResponse<String> send(URI uri, String method, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Authorization", "Bearer " + stack.writeToken())
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A session of another program. */
  Connection connect() throws SQLException {
    return stack.servers().connect();
  }

  /** The sum of a counter over both API processes. */
  double counted(String counter, String kind) {
    return sum(counter + "{", "kind=\"" + kind + "\"");
  }

  /** The same for a counter without a kind. */
  double counted(String counter) {
    return sum(counter, "");
  }

  private double sum(String start, String tag) {
    return Stream.of(stack.services().get(0), second)
        .map(api -> get(new ApiReader(api.managementPort()), "/actuator/prometheus").body())
        .flatMap(String::lines)
        .filter(line -> line.startsWith(start) && line.contains(tag))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** What the first API process, or the invalidator, tells Prometheus. */
  String metrics(String service) {
    ServiceProcess process =
        service.equals(invalidator.name()) ? invalidator : stack.services().get(0);
    return get(new ApiReader(process.managementPort()), "/actuator/prometheus").body();
  }

  /** A third API process, with settings of its own, until it is closed. */
  ServiceProcess startApi(Map<String, String> settings) throws InterruptedException {
    return Closer.opening(
        closer -> {
          ServiceProcess third =
              closer.add(stack.startApi("api-service-3", Ports.free(), settings));
          third.awaitReady(LIMIT);
          return third;
        });
  }

  /** SIGKILL. */
  void killInvalidator() throws InterruptedException {
    invalidator.kill();
  }

  void startInvalidatorAgain() throws InterruptedException {
    invalidator = stack.startInvalidator();
    invalidator.awaitReady(LIMIT);
  }

  @Override
  public void close() {
    closer.close();
  }

  /** Gives test classes the stack as a parameter. */
  static final class Parameter implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == TwoApis.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(Namespace.create(TwoApis.class))
          .computeIfAbsent(TwoApis.class, key -> startForAll());
    }

    private static TwoApis startForAll() {
      try {
        return start(Map.of());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
