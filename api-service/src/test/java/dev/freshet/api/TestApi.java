package dev.freshet.api;

import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.postgres.Sql;
import dev.freshet.local.redis.LocalRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole API on a free port, as its clients see it. */
public final class TestApi implements AutoCloseable {

  public static final String TOKEN = "a-token-for-tests";

  private final ConfigurableApplicationContext context;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private TestApi(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /**
   * Makes an empty database and its owner; the owner's name and password are the database's name.
   */
  public static void createDatabase(LocalPostgres postgres, String name) {
    postgres.execute(
        "postgres",
        "create role " + name + " login password '" + name + "'",
        "create database " + name + " owner " + name);
  }

  /**
   * Starts an API.
   *
   * @param database made by {@link #createDatabase}
   * @param properties {@code name=value}, over the defaults
   */
  public static TestApi start(
      LocalPostgres postgres, String database, LocalRedis redis, String... properties) {
    Map<String, String> all = new HashMap<>();
    all.put("server.port", "0");
    all.put("spring.datasource.url", postgres.jdbcUrl(database));
    all.put("spring.datasource.username", database);
    all.put("spring.datasource.password", database);
    all.put("freshet.redis.uri", redis.uri());
    // Two busy cores must not look like a dead Redis where that is not the test.
    all.put("freshet.redis.command-timeout", "3s");
    all.put("freshet.write.token", TOKEN);
    // Nothing is read but what a test reads, where warming is not the test.
    all.put("freshet.warming.keys", "0");
    for (String property : properties) {
      String[] nameAndValue = property.split("=", 2);
      all.put(nameAndValue[0], nameAndValue[1]);
    }
    String[] arguments =
        all.entrySet().stream()
            .map(property -> "--" + property.getKey() + "=" + property.getValue())
            .toArray(String[]::new);
    return new TestApi(new SpringApplicationBuilder(ApiApplication.class).run(arguments));
  }

  public HttpResponse<String> get(String path) {
    return send(request(path).GET());
  }

  /** Sends with the write token. */
  public HttpResponse<String> send(String method, String path, String contentType, String body) {
    return send(
        request(path)
            .header("Content-Type", contentType)
            .header("Authorization", "Bearer " + TOKEN)
            .method(method, BodyPublishers.ofString(body)));
  }

  public HttpResponse<String> post(String path, String json) {
    return send("POST", path, "application/json", json);
  }

  public HttpResponse<String> send(HttpRequest.Builder request) {
    return send(request, Duration.ofSeconds(20));
  }

  public HttpResponse<String> send(HttpRequest.Builder request, Duration timeout) {
    try {
      return client.send(request.timeout(timeout).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A request to the API, or to the management port where the path is one of the actuator's. */
  public HttpRequest.Builder request(String path) {
    int port = path.startsWith("/actuator") ? managementPort() : port();
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  public int port() {
    return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
  }

  public int managementPort() {
    return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.management.port"));
  }

  /** The value of a metric as Prometheus reads it; NaN if it is not there. */
  public double metric(String nameAndTags) {
    return get("/actuator/prometheus")
        .body()
        .lines()
        .filter(line -> line.startsWith(nameAndTags + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElse(Double.NaN);
  }

  /** How the cache took part; empty if it did not. */
  public static String cacheStatus(HttpResponse<?> response) {
    return response.headers().firstValue("Cache-Status").orElse("");
  }

  /** Runs SQL as another program would. */
  public static void sql(LocalPostgres postgres, String database, String... statements) {
    Sql.execute(postgres.jdbcUrl(database), database, database, statements);
  }

  @Override
  public void close() {
    context.close();
  }
}
