package dev.freshet.benchmarks.capture;

import dev.freshet.local.LocalPostgres;
import dev.freshet.local.LocalRedis;
import dev.freshet.local.Ports;
import dev.freshet.local.stack.DemoCatalog;
import dev.freshet.local.stack.InvalidatorRole;
import dev.freshet.local.stack.Resources;
import dev.freshet.local.stack.Servers;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A PostgreSQL with the demo catalog and what the invalidator needs, and a Redis that tells of each
 * deleted key.
 */
final class CatalogServers implements AutoCloseable {

  private final Servers servers;
  private final int products;

  private CatalogServers(Servers servers, int products) {
    this.servers = servers;
    this.products = products;
  }

  static CatalogServers start(int products) throws SQLException {
    Servers servers = Servers.start(Ports.free(), Ports.free());
    try {
      LocalPostgres postgres = servers.postgres();
      postgres.execute(Servers.CATALOG, "grant all on schema public to " + Servers.CATALOG);
      try (Connection owner = servers.connect()) {
        owner.createStatement().execute(text("schema.sql"));
        new DemoCatalog(products).load(owner);
      }
      postgres.execute(Servers.CATALOG, text("publication.sql"));
      InvalidatorRole.create(postgres);
      servers.redis().command("CONFIG SET notify-keyspace-events Eg");
      return new CatalogServers(servers, products);
    } catch (RuntimeException | SQLException e) {
      servers.close();
      throw e;
    }
  }

  private static String text(String name) {
    return Resources.text(CatalogServers.class, name);
  }

  /** The products' ids are 1 up to this. */
  int products() {
    return products;
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
    servers.close();
  }
}
