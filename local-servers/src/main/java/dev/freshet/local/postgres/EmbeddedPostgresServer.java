package dev.freshet.local.postgres;

import dev.freshet.local.Closer;
import dev.freshet.local.Folders;
import dev.freshet.local.StartupPause;
import dev.freshet.local.process.Signals;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** PostgreSQL from the binaries that a Maven artifact carries. */
public final class EmbeddedPostgresServer implements LocalPostgres {

  /** The superuser comes in with any password, as the embedded server sets none. */
  private static final String HOST_BASED_AUTHENTICATION =
      """
      host all         postgres 127.0.0.1/32 trust
      host replication postgres 127.0.0.1/32 trust
      host all         postgres ::1/128      trust
      host all         all      127.0.0.1/32 scram-sha-256
      host replication all      127.0.0.1/32 scram-sha-256
      """;

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final long STOP_LIMIT_NANOS = 10_000_000_000L;

  private final PostgresOptions options;
  private final Path data;
  private final Duration startLimit;
  private EmbeddedPostgres server;
  private ProcessHandle postmaster;

  private EmbeddedPostgresServer(PostgresOptions options, Path data, Duration startLimit) {
    this.options = options;
    this.data = data;
    this.startLimit = startLimit;
    this.server = run();
    this.postmaster = postmaster();
  }

  static EmbeddedPostgresServer start(PostgresOptions options) {
    return start(options, START_LIMIT);
  }

  static EmbeddedPostgresServer start(PostgresOptions options, Duration startLimit) {
    return start(options, startLimit, data -> {});
  }

  /**
   * @param prepare fills the folder of the server's data, if it is not to begin empty
   */
  private static EmbeddedPostgresServer start(
      PostgresOptions options, Duration startLimit, Consumer<Path> prepare) {
    return Closer.opening(
        closer -> {
          Path data = Folders.temporary("freshet-postgres-");
          closer.add(() -> Folders.delete(data));
          prepare.accept(data);
          return new EmbeddedPostgresServer(options, data, startLimit);
        });
  }

  private EmbeddedPostgres run() {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setPort(options.port())
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setPGStartupWait(startLimit)
            .setDataDirectoryCustomizer(EmbeddedPostgresServer::requirePasswords);
    locale().forEach(builder::setLocaleConfig);
    options.settings().forEach(builder::setServerConfig);
    try {
      return builder.start();
    } catch (IOException e) {
      endWhatWasStarted();
      throw new UncheckedIOException("PostgreSQL does not start on port " + options.port(), e);
    }
  }

  /** The library leaves a server that is not ready in time as it is. */
  private void endWhatWasStarted() {
    running().ifPresent(EmbeddedPostgresServer::destroy);
  }

  private static void destroy(ProcessHandle postmaster) {
    List<ProcessHandle> all =
        Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(process -> process.onExit().join());
  }

  /**
   * The same order and case mapping on every machine, whatever locales it has; before PostgreSQL 17
   * the case mapping is that of the system's own C.UTF-8.
   */
  private static Map<String, String> locale() {
    return PostgresBinaries.majorVersion() >= 17
        ? Map.of("locale", "C", "locale-provider", "builtin", "builtin-locale", "C.UTF-8")
        : Map.of("locale", "C", "lc-ctype", "C.UTF-8");
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
    return running().orElseThrow(() -> new IllegalStateException("PostgreSQL is not running"));
  }

  /** The process that the server's own file names. */
  private Optional<ProcessHandle> running() {
    try {
      String id = Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip();
      return ProcessHandle.of(Long.parseLong(id));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
      StartupPause.take();
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
    return start(standbyOptions, START_LIMIT, copy -> StandbyBackup.of(this, data, copy));
  }

  @Override
  public void startAgain() {
    server = run();
    postmaster = postmaster();
  }

  /** Also of one that is paused, or does not end in order. */
  @Override
  public void close() {
    try {
      stop();
    } finally {
      destroy(postmaster);
      Folders.delete(data);
    }
  }
}
