package dev.freshet.benchmarks.capture;

import dev.freshet.benchmarks.harness.Setup;
import dev.freshet.benchmarks.harness.Stack;
import dev.freshet.local.Closer;
import dev.freshet.local.redis.LocalRedis;
import dev.freshet.local.stack.Resources;
import dev.freshet.local.stack.Servers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;

/**
 * A PostgreSQL with tables and what the invalidator needs, and a Redis that tells of each deleted
 * key. One of the tables is {@code products}, with {@code id} and {@code stock}.
 */
public final class CapturedServers implements AutoCloseable {

  private final Stack stack;
  private final Servers servers;
  private final int products;
  private final Map<String, String> settings;

  private CapturedServers(Stack stack, int products, Map<String, String> settings) {
    this.stack = stack;
    this.servers = stack.servers();
    this.products = products;
    this.settings = Map.copyOf(settings);
  }

  /** With the demo catalog, of as many products. */
  public static CapturedServers start(Setup setup, int products) throws SQLException {
    String publication = Resources.text(CapturedServers.class, "publication.sql");
    return start(Stack.start(setup, products), products, publication, Map.of());
  }

  /**
   * With tables of the caller's.
   *
   * @param stack ends with the result, and if this fails
   * @param products how many products the stack has, with the ids from 1 on
   * @param publication the SQL that makes it, for the superuser
   * @param settings the invalidator's, by its variables, beside those that all have
   */
  public static CapturedServers start(
      Stack stack, int products, String publication, Map<String, String> settings)
      throws SQLException {
    return Closer.opening(
        starting -> {
          CapturedServers servers = starting.add(new CapturedServers(stack, products, settings));
          servers.execute(publication);
          servers.redis().command("CONFIG SET notify-keyspace-events Eg");
          return servers;
        });
  }

  /** What the invalidator is told, beside what all are. */
  Map<String, String> settings() {
    return settings;
  }

  /** The products' ids are 1 up to this. */
  int products() {
    return products;
  }

  Stack stack() {
    return stack;
  }

  LocalRedis redis() {
    return servers.redis();
  }

  String jdbcUrl() {
    return servers.jdbcUrl();
  }

  /** A session of the catalog's owner. */
  public Connection connect() throws SQLException {
    return servers.connect();
  }

  /**
   * Updates as many products, from id 1 on, each by a statement of its own.
   *
   * @param assignment such as {@code stock = stock + 1}
   */
  public static void updateEach(Connection connection, String assignment, int count)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("update products set " + assignment + " where id = ?")) {
      for (int id = 1; id <= count; id++) {
        update.setInt(1, id);
        update.executeUpdate();
      }
    }
  }

  /** The first value that a query returns. */
  public String ask(String query) {
    return servers.ask(query);
  }

  /** As the superuser. */
  public void execute(String sql) {
    servers.postgres().execute(Servers.CATALOG, sql);
  }

  @Override
  public void close() {
    stack.close();
  }
}
