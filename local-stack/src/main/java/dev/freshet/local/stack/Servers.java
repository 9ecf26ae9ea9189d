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

/**
 * PostgreSQL with an empty database, and Redis.
 *
 * @param database its name, which is that of its owner too, and the owner's password
 */
public record Servers(String database, LocalPostgres postgres, LocalRedis redis)
    implements AutoCloseable {

  /** The database of the catalog. */
  public static final String CATALOG = "catalog";

  /**
   * Starts both.
   *
   * @param redisSettings lines of redis.conf
   */
  public static Servers start(
      String database, int postgresPort, int redisPort, String... redisSettings) {
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
              "create role %1$s login password '%1$s'".formatted(database),
              "create database %1$s owner %1$s".formatted(database));
          return new Servers(database, postgres, LocalRedis.startOn(redisPort, redisSettings));
        });
  }

  public String jdbcUrl() {
    return postgres.jdbcUrl(database);
  }

  /** A session of the database's owner. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl(), database, database);
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
