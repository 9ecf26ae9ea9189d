package dev.freshet.benchmarks.capture;

import dev.freshet.benchmarks.harness.Setup;
import dev.freshet.local.Ports;
import dev.freshet.local.stack.InvalidatorRole;
import dev.freshet.local.stack.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** A contestant at work, in a process of its own, with a slot that begins and ends with it. */
final class Follower implements AutoCloseable {

  private static final String PUBLICATION = "freshet";
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final FollowerKind kind;
  private final CatalogServers servers;
  private final ServiceProcess process;

  private Follower(FollowerKind kind, CatalogServers servers, ServiceProcess process) {
    this.kind = kind;
    this.servers = servers;
    this.process = process;
  }

  /** Starts one on an empty Redis and waits until it streams. */
  static Follower start(FollowerKind kind, Setup setup, CatalogServers servers)
      throws InterruptedException {
    servers.redis().command("FLUSHALL");
    if (kind == FollowerKind.RAW) {
      servers.execute(
          "select pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(kind.slot()));
    }
    FollowerArguments arguments =
        new FollowerArguments(
            servers.jdbcUrl(),
            InvalidatorRole.NAME,
            InvalidatorRole.PASSWORD,
            servers.redis().uri(),
            kind.slot(),
            PUBLICATION);
    ServiceProcess process =
        ServiceProcess.start(
            kind.slot(),
            setup.java(),
            kind.program(setup, arguments),
            Ports.free(),
            environment(arguments),
            setup.folder());
    Follower follower = new Follower(kind, servers, process);
    try {
      follower.awaitStreaming();
      return follower;
    } catch (RuntimeException | InterruptedException e) {
      follower.close();
      throw e;
    }
  }

  private static Map<String, String> environment(FollowerArguments arguments) {
    return Map.of(
        "SPRING_DATASOURCE_URL", arguments.jdbcUrl(),
        "SPRING_DATASOURCE_USERNAME", arguments.user(),
        "SPRING_DATASOURCE_PASSWORD", arguments.password(),
        "FRESHET_REDIS_URI", arguments.redisUri());
  }

  private void awaitStreaming() throws InterruptedException {
    if (kind == FollowerKind.FRESHET) {
      process.awaitReady(LIMIT);
    }
    Condition.await(
        LIMIT,
        kind.title() + " does not stream",
        () -> servers.ask("select count(*) from pg_replication_slots where active").equals("1"));
  }

  /** Whether it confirms what it has applied at once, and not from time to time. */
  boolean confirmsSoon() {
    return kind != FollowerKind.DEBEZIUM;
  }

  /** Whether the server may forget everything up to the position. */
  boolean hasConfirmed(String lsn) {
    return servers
        .ask(
            "select bool_and(confirmed_flush_lsn >= '%s') from pg_replication_slots".formatted(lsn))
        .equals("t");
  }

  /** What the first series of this name shows. */
  double metric(String name) {
    HttpRequest request = HttpRequest.newBuilder(process.uri("/actuator/prometheus")).build();
    try {
      return HttpClient.newHttpClient()
          .send(request, BodyHandlers.ofLines())
          .body()
          .filter(line -> line.startsWith(name))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Double.NaN;
    }
  }

  Duration cpuTime() {
    return process.cpuTime();
  }

  void pause() {
    process.pause();
  }

  void resume() {
    process.resume();
  }

  @Override
  public void close() throws InterruptedException {
    process.kill();
    Condition.await(
        LIMIT,
        "the slot of " + kind.title() + " is in use",
        () -> servers.ask("select count(*) from pg_replication_slots where active").equals("0"));
    servers.execute("select pg_drop_replication_slot(slot_name) from pg_replication_slots");
  }
}
