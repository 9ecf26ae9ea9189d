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

/**
 * A PostgreSQL with the demo catalog and what the invalidator needs, and a Redis that tells of each
 * deleted key.
 */
final class CatalogServers implements AutoCloseable {

  private final Stack stack;
  private final Servers servers;
  private final int products;

  private CatalogServers(Stack stack, int products) {
    this.stack = stack;
    this.servers = stack.servers();
    this.products = products;
  }

  static CatalogServers start(Setup setup, int products) throws SQLException {
    return Closer.opening(
        starting -> {
          CatalogServers servers =
              starting.add(new CatalogServers(Stack.start(setup, products), products));
          servers.execute(Resources.text(CatalogServers.class, "publication.sql"));
          servers.redis().command("CONFIG SET notify-keyspace-events Eg");
          return servers;
        });
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
    return servers.catalogUrl();
  }

  /** A session of the catalog's owner. */
  Connection connect() throws SQLException {
    return servers.connect();
  }

  /**
   * Updates as many products, from id 1 on, each by a statement of its own.
   *
   * @param assignment such as {@code stock = stock + 1}
   */
  static void updateEach(Connection connection, String assignment, int count) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("update products set " + assignment + " where id = ?")) {
      for (int id = 1; id <= count; id++) {
        update.setInt(1, id);
        update.executeUpdate();
      }
    }
  }

  /** The first value that a query returns. */
  String ask(String query) {
    return servers.ask(query);
  }

  /** As the superuser. */
  void execute(String sql) {
    servers.postgres().execute(Servers.CATALOG, sql);
  }

  @Override
  public void close() {
    stack.close();
  }
}
