package dev.freshet.benchmarks.harness;

import dev.freshet.local.Closer;
import dev.freshet.local.Ports;
import dev.freshet.local.stack.DemoCatalog;
import dev.freshet.local.stack.InvalidatorRole;
import dev.freshet.local.stack.Resources;
import dev.freshet.local.stack.Servers;
import dev.freshet.local.stack.ServiceJars;
import dev.freshet.local.stack.ServiceProcess;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A PostgreSQL with tables, a Redis, and services as processes; closing it ends them all. */
public final class Stack implements AutoCloseable {

  public static final String WRITE_TOKEN = "benchmark";

  private static final Duration READINESS_LIMIT = Duration.ofMinutes(5);

  private final Setup setup;
  private final Servers servers;
  private final List<ServiceProcess> services = new ArrayList<>();
  private final Closer closer = new Closer();

  private Stack(Setup setup, Servers servers) {
    this.setup = setup;
    this.servers = closer.add(servers);
  }

  /** Tables and their rows. */
  public interface Content {
    /** Makes them, in a session of the database's owner. */
    void load(Connection connection) throws SQLException;
  }

  /** Starts the servers with the demo catalog, of as many products. */
  public static Stack start(Setup setup, int products) throws SQLException {
    return start(
        setup, "%d products".formatted(products), connection -> load(connection, products));
  }

  /**
   * Starts the servers.
   *
   * @param title of the content, such as {@code 100 products}
   */
  public static Stack start(Setup setup, String title, Content content) throws SQLException {
    setup.say("starting PostgreSQL and Redis, with %s", title);
    return Closer.opening(
        starting -> {
          Stack stack =
              starting.add(
                  new Stack(setup, Servers.start(Servers.CATALOG, Ports.free(), Ports.free())));
          InvalidatorRole.create(stack.servers);
          try (Connection connection = stack.servers.connect()) {
            content.load(connection);
          }
          stack.describe();
          return stack;
        });
  }

  private static void load(Connection connection, int products) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(Resources.text(Stack.class, "schema.sql"));
    }
    new DemoCatalog(products).load(connection);
  }

  private void describe() {
    setup
        .facts()
        .put(
            "PostgreSQL",
            servers.ask("show server_version")
                + ", wal_level="
                + servers.ask("show wal_level")
                + ", synchronous_commit="
                + servers.ask("show synchronous_commit"));
    setup.facts().put("Redis", redisInfo("server", "redis_version"));
  }

  public Servers servers() {
    return servers;
  }

  /** A field of what Redis's INFO says in a section. */
  public String redisInfo(String section, String field) {
    RedisClient client = RedisClient.create(servers.redis().uri());
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      return connection
          .sync()
          .info(section)
          .lines()
          .filter(line -> line.startsWith(field + ":"))
          .map(line -> line.substring(field.length() + 1).strip())
          .findFirst()
          .orElse("unknown");
    } finally {
      client.shutdown();
    }
  }

  /** Starts an API process; does not wait for it. */
  public ServiceProcess api(String name, Map<String, String> settings) {
    return api(name, ServiceJars.program(setup.jars().api()), settings);
  }

  /** The same, from what {@code java} is to run. */
  public ServiceProcess api(String name, List<String> program, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("FRESHET_WRITE_TOKEN", WRITE_TOKEN);
    return start(name, program, all);
  }

  /** Starts an invalidator; does not wait for it. */
  public ServiceProcess invalidator(Map<String, String> settings) {
    return invalidator(ServiceJars.program(setup.jars().invalidator()), settings);
  }

  /** The same, from what {@code java} is to run. */
  public ServiceProcess invalidator(List<String> program, Map<String, String> settings) {
    return start("cdc-invalidator", program, asInvalidator(settings));
  }

  /**
   * The same of another version.
   *
   * @throws java.util.NoSuchElementException if this run has none
   */
  public ServiceProcess invalidatorBefore(Map<String, String> settings) {
    return invalidator(ServiceJars.program(setup.before().orElseThrow()), settings);
  }

  /** Starts a program of this module in the invalidator's place; does not wait for it. */
  public ServiceProcess follower(String name, Class<?> main, Map<String, String> settings) {
    return start(name, Setup.program(main), asInvalidator(settings));
  }

  private static Map<String, String> asInvalidator(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("SPRING_DATASOURCE_USERNAME", InvalidatorRole.NAME);
    all.put("SPRING_DATASOURCE_PASSWORD", InvalidatorRole.PASSWORD);
    return all;
  }

  /** Starts a program of this module; does not wait for it. */
  public ServiceProcess peer(String name, Class<?> main, Map<String, String> settings) {
    return start(name, Setup.program(main), settings);
  }

  private ServiceProcess start(String name, List<String> program, Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>();
    environment.put("SPRING_DATASOURCE_URL", servers.jdbcUrl());
    environment.put("SPRING_DATASOURCE_USERNAME", Servers.CATALOG);
    environment.put("SPRING_DATASOURCE_PASSWORD", Servers.CATALOG);
    environment.put("FRESHET_REDIS_URI", servers.redis().uri());
    environment.put("SPRING_DATA_REDIS_URL", servers.redis().uri());
    environment.putAll(settings);
    ServiceProcess service =
        ServiceProcess.start(
            name, setup.java(), program, Ports.free(), environment, setup.folder());
    services.add(closer.add(service));
    return service;
  }

  /** Waits until all that were started serve. */
  public void awaitReady() throws InterruptedException {
    for (ServiceProcess service : services) {
      setup.say("waiting for %s", service.name());
      service.awaitReady(READINESS_LIMIT);
    }
  }

  /** Ends one of the services before the others. */
  public void stop(ServiceProcess service) {
    service.close();
    services.remove(service);
  }

  /** Ends one of the services by SIGKILL. */
  public void kill(ServiceProcess service) throws InterruptedException {
    service.kill();
    stop(service);
  }

  @Override
  public void close() {
    closer.close();
  }
}
