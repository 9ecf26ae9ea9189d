package dev.freshet.invalidator;

import static org.awaitility.Awaitility.await;

import dev.freshet.invalidator.capture.Capture;
import dev.freshet.local.redis.LocalRedis;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.awaitility.core.ConditionTimeoutException;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The invalidator inside this process, on a free port. */
public final class RunningInvalidator implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final ConfigurableApplicationContext context;

  private RunningInvalidator(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /**
   * Starts it without waiting for anything.
   *
   * @param settings names and values in turn
   */
  public static RunningInvalidator start(
      CatalogDatabase database, String redisUri, String... settings) {
    return start(List.of(), database.jdbcUrl(), redisUri, settings);
  }

  /**
   * Starts it with beans of a test, without waiting for anything.
   *
   * @param beans classes with more of them
   * @param settings names and values in turn
   */
  public static RunningInvalidator start(
      List<Class<?>> beans, String jdbcUrl, String redisUri, String... settings) {
    Map<String, String> all = new HashMap<>();
    all.put("server.port", "0");
    all.put("spring.datasource.url", jdbcUrl);
    all.put("spring.datasource.username", CatalogDatabase.USER);
    all.put("spring.datasource.password", CatalogDatabase.PASSWORD);
    all.put("freshet.redis.uri", redisUri);
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    String[] arguments =
        all.entrySet().stream()
            .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
            .toArray(String[]::new);
    return new RunningInvalidator(
        new SpringApplicationBuilder(InvalidatorApplication.class)
            .sources(beans.toArray(Class<?>[]::new))
            .run(arguments));
  }

  /**
   * Starts it with a rules file, without waiting for anything.
   *
   * @param publication of the tables that the rules are for
   */
  public static RunningInvalidator following(
      Path rules, String publication, CatalogDatabase database, String redisUri) {
    return start(
        database,
        redisUri,
        "freshet.rules.file",
        rules.toString(),
        "freshet.capture.publication",
        publication);
  }

  /** The URI by which a new user signs in to Redis, with the least rights that work. */
  public static String leastRights(LocalRedis redis) {
    redis.expectOk(
        "ACL SETUSER invalidator on >deletes ~product* ~{product* +unlink +scan +set +exists +dbsize"
            + " +info +eval +hget +hset +hgetall +xrange +xadd +xtrim +time +hdel +xread +xrevrange"
            + " +@connection");
    return "redis://invalidator:deletes@127.0.0.1:" + redis.port();
  }

  /** Waits until it streams; one that does not is closed, so that it is in nobody's way. */
  public RunningInvalidator awaitStreaming() {
    try {
      await().atMost(LIMIT).until(this::isStreaming);
      return this;
    } catch (ConditionTimeoutException e) {
      String readiness = get("/actuator/health/readiness").body();
      close();
      throw new AssertionError("It does not stream: " + readiness, e);
    }
  }

  public boolean isStreaming() {
    return value("cdc.engine.state", "state", "streaming") == 1;
  }

  /** Waits until it has given up, and returns what its process would exit with. */
  public int awaitExitCode() {
    await().atMost(LIMIT).until(() -> value("cdc.engine.state", "state", "failed") == 1);
    return context.getBean(Capture.class).awaitExitCode();
  }

  /** A counter's or gauge's value; 0 if there is no such meter yet. */
  public double value(String meter, String... tags) {
    return context.getBean(MeterRegistry.class).find(meter).tags(tags).meters().stream()
        .flatMap(found -> StreamSupport.stream(found.measure().spliterator(), false))
        .mapToDouble(measurement -> measurement.getValue())
        .findFirst()
        .orElse(0);
  }

  /** Asks over HTTP, the management port where the path is one of the actuator's. */
  public HttpResponse<String> get(String path) {
    return get(path.startsWith("/actuator") ? managementPort() : port(), path);
  }

  /** The port for clients. */
  public int port() {
    return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
  }

  private int managementPort() {
    return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.management.port"));
  }

  /** Asks over HTTP. */
  public static HttpResponse<String> get(int port, String path) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
              HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
