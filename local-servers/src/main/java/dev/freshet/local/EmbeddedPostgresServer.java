package dev.freshet.local;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** PostgreSQL from the binaries that a Maven artifact carries. */
final class EmbeddedPostgresServer implements LocalPostgres {

  /** The superuser comes in with any password, as the embedded server sets none. */
  private static final String HOST_BASED_AUTHENTICATION =
      """
      host all         postgres 127.0.0.1/32 trust
      host replication postgres 127.0.0.1/32 trust
      host all         postgres ::1/128      trust
      host all         all      127.0.0.1/32 scram-sha-256
      host replication all      127.0.0.1/32 scram-sha-256
      """;

  private static final long STOP_LIMIT_NANOS = 10_000_000_000L;

  private final PostgresOptions options;
  private final Path data;
  private EmbeddedPostgres server;
  private ProcessHandle postmaster;

  private EmbeddedPostgresServer(PostgresOptions options, Path data) {
    this.options = options;
    this.data = data;
    this.server = run();
    this.postmaster = postmaster();
  }

  static EmbeddedPostgresServer start(PostgresOptions options) {
    return new EmbeddedPostgresServer(options, Folders.temporary("freshet-postgres-"));
  }

  private EmbeddedPostgres run() {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setPort(options.port())
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setPGStartupWait(Duration.ofSeconds(60))
            // The same order and case mapping on every machine, whatever locales it has.
            .setLocaleConfig("locale", "C")
            .setLocaleConfig("locale-provider", "builtin")
            .setLocaleConfig("builtin-locale", "C.UTF-8")
            .setDataDirectoryCustomizer(EmbeddedPostgresServer::requirePasswords);
    options.settings().forEach(builder::setServerConfig);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL does not start on port " + options.port(), e);
    }
  }

  private static void requirePasswords(File directory) {
    try {
      Files.writeString(directory.toPath().resolve("pg_hba.conf"), HOST_BASED_AUTHENTICATION);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int port() {
    return options.port();
  }

  @Override
  public void kill() {
    // SIGQUIT is the server's own "immediate shutdown"; SIGKILL would orphan its children.
    Signals.send("QUIT", List.of(postmaster()));
    awaitEnd();
    stop();
  }

  private ProcessHandle postmaster() {
    try {
      String id = Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip();
      return ProcessHandle.of(Long.parseLong(id)).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL is not running", e);
    }
  }

  @Override
  public void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // While the JVM goes down the library's own hook stops the server, and close() returns at once.
    awaitEnd();
  }

  private void awaitEnd() {
    long deadline = System.nanoTime() + STOP_LIMIT_NANOS;
    while (postmaster.isAlive() && System.nanoTime() < deadline) {
      Pauses.shortly();
    }
  }

  /** The postmaster first, so that it starts no process meanwhile. */
  @Override
  public void pause() {
    Signals.send("STOP", List.of(postmaster));
    signalChildren("STOP");
  }

  @Override
  public void resume() {
    signalChildren("CONT");
    Signals.send("CONT", List.of(postmaster));
  }

  private void signalChildren(String signal) {
    postmaster
        .descendants()
        .forEach(
            child -> {
              try {
                Signals.send(signal, List.of(child));
              } catch (IllegalStateException e) {
                // It ended in between.
              }
            });
  }

  @Override
  public LocalPostgres startStandby(PostgresOptions standbyOptions) {
    Path copy = Folders.temporary("freshet-postgres-");
    StandbyBackup.of(this, data, copy);
    return new EmbeddedPostgresServer(standbyOptions, copy);
  }

  @Override
  public void startAgain() {
    server = run();
    postmaster = postmaster();
  }

  @Override
  public void close() {
    stop();
    Folders.delete(data);
  }
}
