package dev.freshet.local.postgres;

import static java.util.stream.Collectors.joining;

import dev.freshet.local.Backends;
import dev.freshet.local.Closer;
import dev.freshet.local.StartupPause;
import dev.freshet.local.process.ContainerProcess;
import dev.freshet.local.process.ServerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** PostgreSQL in a container. */
final class ContainerPostgres implements LocalPostgres {

  private static final long START_LIMIT_NANOS = 60_000_000_000L;

  /**
   * The locale as the embedded server has it, whatever the image's own is; and passwords also for
   * 127.0.0.1, which the image's own default trusts.
   */
  private static final String INITDB_ARGUMENTS =
      "--locale-provider=builtin --builtin-locale=C.UTF-8 --auth-host=scram-sha-256";

  /** Gives the server's user the files, since a key must be its own, and starts it. */
  private static final String START =
      "[ -z \"$FILES\" ] || chown postgres $FILES && exec docker-entrypoint.sh \"$@\"";

  private final int port;
  private final ServerProcess process;

  private ContainerPostgres(int port, ServerProcess process) {
    this.port = port;
    this.process = process;
  }

  static ContainerPostgres start(PostgresOptions options) {
    List<Path> files = ContainerProcess.filesAmong(options.settings().values().stream());
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", START, "sh", "postgres", "-p", "" + options.port()));
    options.settings().forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    return Closer.opening(
        closer -> {
          ContainerPostgres postgres =
              closer.add(
                  new ContainerPostgres(
                      options.port(),
                      new ContainerProcess(
                          Backends.POSTGRES_IMAGE,
                          Map.of(
                              "POSTGRES_PASSWORD",
                              SUPERUSER,
                              "PGPORT",
                              "" + options.port(),
                              "POSTGRES_INITDB_ARGS",
                              INITDB_ARGUMENTS,
                              "FILES",
                              files.stream().map(Path::toString).collect(joining(" "))),
                          files,
                          command.toArray(String[]::new))));
          postgres.startAgain();
          return postgres;
        });
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void kill() {
    process.kill();
  }

  @Override
  public void stop() {
    process.terminate();
  }

  @Override
  public void pause() {
    process.pause();
  }

  @Override
  public void resume() {
    process.resume();
  }

  @Override
  public void startAgain() {
    process.start();
    long deadline = System.nanoTime() + START_LIMIT_NANOS;
    while (!Sql.answers(jdbcUrl("postgres"), SUPERUSER, SUPERUSER)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "PostgreSQL does not answer. It printed:\n" + process.output());
      }
      StartupPause.take();
    }
  }

  @Override
  public LocalPostgres startStandby(PostgresOptions options) {
    throw new UnsupportedOperationException("standbys need the embedded server");
  }

  @Override
  public void close() {
    process.remove();
  }
}
