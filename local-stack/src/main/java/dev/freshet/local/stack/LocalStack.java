package dev.freshet.local.stack;

import dev.freshet.local.Closer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * PostgreSQL, Redis, an application and the invalidator on 127.0.0.1, with products to try things
 * with. To be used by one thread.
 */
public final class LocalStack implements AutoCloseable {

  private static final Duration READINESS_LIMIT = Duration.ofMinutes(3);
  private static final long PAUSE_MILLIS = 50;
  private static final int TOKEN_BYTES = 18;

  private final Options options;
  private final Path folder;
  private final ServiceJars jars;
  private final Map<String, String> settings;
  private final Servers servers;
  private final String writeToken = randomToken();
  private final List<ServiceProcess> services = new ArrayList<>();
  private final Closer closer = new Closer();

  private LocalStack(
      Options options,
      Path folder,
      ServiceJars jars,
      Map<String, String> settings,
      Servers servers) {
    this.options = options;
    this.folder = folder;
    this.jars = jars;
    this.settings = settings;
    this.servers = closer.add(servers);
  }

  /**
   * Starts everything, and waits until it serves.
   *
   * @param folder of the services' logs and temporary files
   * @param settings environment variables of the services, beside those that they need
   * @param progress is told what comes next
   * @throws StackException when something does not start
   */
  public static LocalStack start(
      Options options,
      Path folder,
      ServiceJars jars,
      Map<String, String> settings,
      Consumer<String> progress)
      throws InterruptedException {
    Options chosen = options.withFreePorts();
    progress.accept("Starting PostgreSQL and Redis");
    return Closer.opening(
        starting -> {
          Servers servers =
              Servers.start(
                  chosen.application().database(), chosen.postgresPort(), chosen.redisPort());
          LocalStack stack = starting.add(new LocalStack(chosen, folder, jars, settings, servers));
          stack.startServices(progress);
          return stack;
        });
  }

  private void startServices(Consumer<String> progress) throws InterruptedException {
    progress.accept("Starting the API and the invalidator");
    InvalidatorRole.create(servers);
    ServiceProcess api = startApi(options.application().module(), options.apiPort());
    // It waits by itself for what the API's migrations create.
    ServiceProcess invalidator = startInvalidator();
    api.awaitReady(READINESS_LIMIT);
    progress.accept("Loading %d products".formatted(options.demoProducts()));
    fill();
    invalidator.awaitReady(READINESS_LIMIT);
    awaitApplied();
  }

  /** Starts an API process; does not wait for it. */
  ServiceProcess startApi(String name, int port) {
    return startApi(name, port, Map.of());
  }

  /** Starts an API process with settings of its own; does not wait for it. */
  ServiceProcess startApi(String name, int port, Map<String, String> own) {
    Map<String, String> environment = environment(servers.database(), servers.database());
    environment.putAll(own);
    environment.put("FRESHET_WRITE_TOKEN", writeToken);
    return started(
        ServiceProcess.start(name, ServiceJars.program(jars.api()), port, environment, folder));
  }

  /** Starts the invalidator; does not wait for it. */
  ServiceProcess startInvalidator() {
    Map<String, String> environment = environment(InvalidatorRole.NAME, InvalidatorRole.PASSWORD);
    environment.putAll(options.application().rules(jars.api(), folder));
    return started(
        ServiceProcess.start(
            "cdc-invalidator",
            ServiceJars.program(jars.invalidator()),
            options.invalidatorPort(),
            environment,
            folder));
  }

  private ServiceProcess started(ServiceProcess service) {
    services.add(closer.add(service));
    return service;
  }

  private Map<String, String> environment(String user, String password) {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("SPRING_DATASOURCE_URL", servers.jdbcUrl());
    environment.put("SPRING_DATASOURCE_USERNAME", user);
    environment.put("SPRING_DATASOURCE_PASSWORD", password);
    environment.put("FRESHET_REDIS_URI", servers.redis().uri());
    return environment;
  }

  private void fill() {
    try (Connection connection = servers.connect()) {
      options.application().fill(connection, options.demoProducts());
    } catch (SQLException e) {
      throw new StackException("the demo products cannot be loaded: " + e.getMessage());
    }
  }

  /** Until then the invalidator still deletes what is read of the products that were loaded. */
  private void awaitApplied() throws InterruptedException {
    String loaded = servers.ask("select pg_current_wal_lsn()");
    String applied =
        "select count(*) from pg_replication_slots where confirmed_flush_lsn > '" + loaded + "'";
    long deadline = System.nanoTime() + READINESS_LIMIT.toNanos();
    while (servers.ask(applied).equals("0")) {
      if (System.nanoTime() > deadline) {
        throw new StackException("the invalidator does not catch up with the demo products");
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  /** With the ports that are in use. */
  public Options options() {
    return options;
  }

  public Servers servers() {
    return servers;
  }

  public String writeToken() {
    return writeToken;
  }

  /** Reads through the first API process. */
  public ApiReader reader() {
    return new ApiReader(options.apiPort());
  }

  /** In the order of their start. */
  public List<ServiceProcess> services() {
    return List.copyOf(services);
  }

  /** Waits until one of the services has ended. */
  public ServiceProcess awaitEnd() throws InterruptedException {
    CompletableFuture<ServiceProcess> first = new CompletableFuture<>();
    for (ServiceProcess service : services) {
      service.process().onExit().thenRun(() -> first.complete(service));
    }
    try {
      return first.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Stops the services, all at the same time, and then the servers. */
  @Override
  public void close() {
    services.forEach(ServiceProcess::terminate);
    closer.close();
  }

  private static String randomToken() {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().encodeToString(bytes);
  }
}
