package dev.freshet.checker.stack;

import dev.freshet.checker.attack.Target;
import dev.freshet.local.Closer;
import dev.freshet.local.Ports;
import dev.freshet.local.TcpProxy;
import dev.freshet.local.stack.Application;
import dev.freshet.local.stack.InvalidatorRole;
import dev.freshet.local.stack.Resources;
import dev.freshet.local.stack.Servers;
import dev.freshet.local.stack.ServiceJars;
import dev.freshet.local.stack.ServiceProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * PostgreSQL, Redis, API processes and invalidators, with a proxy on each link between a service
 * and a server, with Sentinel between a service and that. The checker itself goes to the servers
 * directly.
 */
public final class ProxiedStack implements AutoCloseable {

  public static final String WRITE_TOKEN = "checker";

  private final Closer closer = new Closer();
  private final Servers servers;
  private final RedisNodes redis;
  private final List<Service> apis = new ArrayList<>();
  private final List<Service> invalidators = new ArrayList<>();

  private ProxiedStack(Servers servers, RedisLayout layout) {
    this.servers = closer.add(servers);
    this.redis = closer.add(RedisNodes.start(layout, servers.redis()));
  }

  /**
   * Starts everything and waits until it serves; there are no rows, and their changes are
   * journalled.
   *
   * @param folder of the services' logs and temporary files
   * @param journal SQL of the application's part of the journal
   * @param programs of the application and the invalidator
   */
  public static ProxiedStack start(
      Path folder, Application application, String journal, Programs programs, RedisLayout layout)
      throws InterruptedException {
    return Closer.opening(
        starting -> {
          ProxiedStack stack =
              starting.add(
                  new ProxiedStack(
                      Servers.start(
                          application.database(),
                          Ports.free(),
                          Ports.free(),
                          RedisNodes.settings(layout)),
                      layout));
          stack.startServices(folder, application, programs);
          stack.keepJournal(journal);
          return stack;
        });
  }

  private void startServices(Path folder, Application application, Programs programs)
      throws InterruptedException {
    servers
        .postgres()
        .execute(
            "postgres",
            // Writers do collide here.
            "alter system set deadlock_timeout = '100ms'",
            "select pg_reload_conf()");
    InvalidatorRole.create(servers);
    Path jar = ServiceJars.find(application).api();
    Map<String, String> rules = application.rules(jar, folder);
    for (List<String> program : programs.apis()) {
      apis.add(
          service(
              "api-" + (apis.size() + 1),
              program,
              folder,
              servers.database(),
              servers.database(),
              Map.of("FRESHET_WRITE_TOKEN", WRITE_TOKEN)));
    }
    for (List<String> program : programs.invalidators()) {
      invalidators.add(
          service(
              "invalidator-" + (invalidators.size() + 1),
              program,
              folder,
              InvalidatorRole.NAME,
              InvalidatorRole.PASSWORD,
              rules));
    }
    services().forEach(Service::start);
    for (Service api : apis) {
      api.awaitReady();
    }
  }

  private void keepJournal(String ofTheApplication) {
    // The owner reads the log, where the messages of fences are.
    servers
        .postgres()
        .execute("postgres", "alter role %s replication".formatted(servers.database()));
    try (Connection connection = servers.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(Resources.text(ProxiedStack.class, "journal.sql"));
      statement.execute(ofTheApplication);
      statement.execute("select pg_create_logical_replication_slot('checker', 'pgoutput')");
    } catch (SQLException e) {
      throw new IllegalStateException("the journal cannot be set up", e);
    }
  }

  private Service service(
      String name,
      List<String> program,
      Path folder,
      String user,
      String password,
      Map<String, String> own) {
    int port = Ports.free();
    TcpProxy redisLink = closer.add(TcpProxy.to(redis.port()));
    TcpProxy postgres = closer.add(TcpProxy.to(servers.postgres().port()));
    Map<String, String> environment = new HashMap<>(own);
    environment.put(
        "SPRING_DATASOURCE_URL",
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(postgres.port(), servers.database()));
    environment.put("SPRING_DATASOURCE_USERNAME", user);
    environment.put("SPRING_DATASOURCE_PASSWORD", password);
    environment.put("FRESHET_REDIS_URI", redis.uri(redisLink.port()));
    environment.put("FRESHET_CAPTURE_INSTANCE", name);
    return closer.add(
        new Service(
            name,
            port,
            redisLink,
            postgres,
            () -> ServiceProcess.start(name, program, port, environment, folder)));
  }

  public Servers servers() {
    return servers;
  }

  public RedisNodes redis() {
    return redis;
  }

  public Target target() {
    return new Target(
        apis.stream().map(Service::port).toList(),
        invalidators.stream().map(Service::port).toList(),
        servers);
  }

  public List<Service> apis() {
    return List.copyOf(apis);
  }

  public List<Service> invalidators() {
    return List.copyOf(invalidators);
  }

  public List<Service> services() {
    return Stream.concat(apis.stream(), invalidators.stream()).toList();
  }

  @Override
  public void close() {
    closer.close();
  }
}
