package dev.freshet.local.stack;

import dev.freshet.local.Closer;
import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.postgres.PostgresOptions;
import dev.freshet.local.redis.LocalRedis;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** PostgreSQL with the empty catalog database, and Redis. */
public record Servers(LocalPostgres postgres, LocalRedis redis) implements AutoCloseable {

  /** The name of the database, of its owner, and the owner's password. */
  public static final String CATALOG = "catalog";

  /**
   * Starts both.
   *
   * @param redisSettings lines of redis.conf
   */
  public static Servers start(int postgresPort, int redisPort, String... redisSettings) {
    PostgresOptions options =
        PostgresOptions.defaults()
            .withPort(postgresPort)
            // No socket file in the system's temporary folder.
            .with("unix_socket_directories", "");
    return Closer.opening(
        closer -> {
          LocalPostgres postgres = closer.add(LocalPostgres.start(options));
          postgres.execute(
              "postgres",
              "create role " + CATALOG + " login password '" + CATALOG + "'",
              "create database " + CATALOG + " owner " + CATALOG);
          return new Servers(postgres, LocalRedis.startOn(redisPort, redisSettings));
        });
  }

  public String catalogUrl() {
    return postgres.jdbcUrl(CATALOG);
  }

  /** A session of the catalog's owner. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(catalogUrl(), CATALOG, CATALOG);
  }

  /** The first value of what a query in a session of its own returns. */
  public String ask(String query) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new StackException("PostgreSQL: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    try (postgres) {
      redis.close();
    }
  }
}
