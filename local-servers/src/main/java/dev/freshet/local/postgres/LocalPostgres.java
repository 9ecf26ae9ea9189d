package dev.freshet.local.postgres;

import dev.freshet.local.Backends;

/**
 * A real PostgreSQL server on 127.0.0.1. The superuser is {@code postgres} with the password {@code
 * postgres}; every other role must give its own password. Not thread-safe.
 */
public interface LocalPostgres extends AutoCloseable {

  String SUPERUSER = "postgres";

  /** Starts a server with {@link PostgresOptions#defaults()} and waits until it answers. */
  static LocalPostgres start() {
    return start(PostgresOptions.defaults());
  }

  /** Starts a server and waits until it answers. */
  static LocalPostgres start(PostgresOptions options) {
    return Backends.chosen() == Backends.CONTAINERS
        ? ContainerPostgres.start(options)
        : EmbeddedPostgresServer.start(options);
  }

  int port();

  /** The JDBC URL of a database, without user and password. */
  default String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
  }

  default String host() {
    return "127.0.0.1";
  }

  /** Such as 18. */
  default int majorVersion() {
    return Integer.parseInt(
            Sql.ask(jdbcUrl("postgres"), SUPERUSER, SUPERUSER, "show server_version_num"))
        / 10_000;
  }

  /** Ends the server as a crash would: no checkpoint, connections cut. */
  void kill();

  /** Ends the server in order; sessions are cut, prepared data is on disk. */
  void stop();

  /** Stops all its processes as SIGSTOP does: connections stay open and nothing answers. */
  void pause();

  /** Lets a paused server go on. */
  void resume();

  /** Starts a killed or stopped server on the same port and data, and waits until it answers. */
  void startAgain();

  /**
   * Starts a hot standby that streams from this server, from a backup that is taken now; {@code
   * select pg_promote()} on it makes it a primary.
   *
   * @throws UnsupportedOperationException if the servers run in containers
   */
  LocalPostgres startStandby(PostgresOptions options);

  /** Ends the server and deletes its data. */
  @Override
  void close();

  /** Runs statements as the superuser, each on its own and outside a transaction. */
  default void execute(String database, String... statements) {
    Sql.execute(jdbcUrl(database), SUPERUSER, SUPERUSER, statements);
  }
}
