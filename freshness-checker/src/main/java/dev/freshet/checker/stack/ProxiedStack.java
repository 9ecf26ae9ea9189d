package dev.freshet.checker.stack;

import dev.freshet.checker.attack.Target;
import dev.freshet.local.Closer;
import dev.freshet.local.Ports;
import dev.freshet.local.TcpProxy;
import dev.freshet.local.stack.InvalidatorRole;
import dev.freshet.local.stack.Resources;
import dev.freshet.local.stack.Servers;
import dev.freshet.local.stack.ServiceProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
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
   * Starts everything and waits until it serves; the catalog is empty, and its changes are
   * journalled.
   *
   * @param folder of the services' logs and temporary files
   */
  public static ProxiedStack start(Path folder, Programs programs, RedisLayout layout)
      throws InterruptedException {
    return Closer.opening(
        starting -> {
          ProxiedStack stack =
              starting.add(
                  new ProxiedStack(
                      Servers.start(Ports.free(), Ports.free(), RedisNodes.settings(layout)),
                      layout));
          stack.startServices(folder, programs);
          return stack;
        });
  }

  private void startServices(Path folder, Programs programs) throws InterruptedException {
    servers
        .postgres()
        .execute(
            "postgres",
            // Writers do collide here.
            "alter system set deadlock_timeout = '100ms'",
            "select pg_reload_conf()");
    InvalidatorRole.create(servers.postgres());
    for (List<String> program : programs.apis()) {
      apis.add(
          service("api-" + (apis.size() + 1), program, folder, Servers.CATALOG, Servers.CATALOG));
    }
    for (List<String> program : programs.invalidators()) {
      invalidators.add(
          service(
              "invalidator-" + (invalidators.size() + 1),
              program,
              folder,
              InvalidatorRole.NAME,
              InvalidatorRole.PASSWORD));
    }
    services().forEach(Service::start);
    for (Service api : apis) {
      api.awaitReady();
    }
    try (Connection connection = servers.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(Resources.text(ProxiedStack.class, "journal.sql"));
    } catch (SQLException e) {
      throw new IllegalStateException("the journal cannot be set up", e);
    }
  }

  private Service service(
      String name, List<String> program, Path folder, String user, String password) {
    int port = Ports.free();
    TcpProxy redisLink = closer.add(TcpProxy.to(redis.port()));
    TcpProxy postgres = closer.add(TcpProxy.to(servers.postgres().port()));
    Map<String, String> environment =
        Map.of(
            "SPRING_DATASOURCE_URL",
            "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/" + Servers.CATALOG,
            "SPRING_DATASOURCE_USERNAME",
            user,
            "SPRING_DATASOURCE_PASSWORD",
            password,
            "FRESHET_REDIS_URI",
            redis.uri(redisLink.port()),
            "FRESHET_WRITE_TOKEN",
            WRITE_TOKEN,
            "FRESHET_CAPTURE_INSTANCE",
            name);
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
