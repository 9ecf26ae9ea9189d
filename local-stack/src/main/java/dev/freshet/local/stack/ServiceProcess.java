package dev.freshet.local.stack;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.freshet.local.Ports;
import dev.freshet.local.Signals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * One of Freshet's services as a child process, which ends with this JVM; its output goes to a
 * file.
 */
public final class ServiceProcess implements AutoCloseable {

  /** Longer than the services take to stop in order. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(12);

  /** From a service's port to its management port, as the services have it themselves. */
  private static final int MANAGEMENT_DISTANCE = 10;

  private static final Duration READINESS_PAUSE = Duration.ofMillis(50);

  /** Quick to start and small, for machines that run all of it beside other things. */
  private static final List<String> SMALL_JVM =
      List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private final String name;
  private final int port;
  private final int managementPort;
  private final LogFile log;
  private final Process process;
  private final Thread closeAtExit = new Thread(this::end, "service-closer");

  private ServiceProcess(String name, int port, int managementPort, LogFile log, Process process) {
    this.name = name;
    this.port = port;
    this.managementPort = managementPort;
    this.log = log;
    this.process = process;
    try {
      Runtime.getRuntime().addShutdownHook(closeAtExit);
    } catch (IllegalStateException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /**
   * Starts the process on this JDK, as a small JVM; does not wait until it serves.
   *
   * @param name names the log file, which is appended to
   * @param program what {@code java} is to run, such as {@code -jar} and a jar
   * @param environment added to this process's own
   * @param folder of the log file and of the process's temporary files
   */
  public static ServiceProcess start(
      String name, List<String> program, int port, Map<String, String> environment, Path folder) {
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.addAll(SMALL_JVM);
    return start(name, java, program, port, environment, folder);
  }

  /**
   * As {@link #start(String, List, int, Map, Path)}, on a JVM of the caller's choice.
   *
   * @param java the {@code java} to run, and its options
   */
  public static ServiceProcess start(
      String name,
      List<String> java,
      List<String> program,
      int port,
      Map<String, String> environment,
      Path folder) {
    LogFile log = new LogFile(folder.resolve(name + ".log"));
    List<String> command = new ArrayList<>(java);
    command.add("-Djava.io.tmpdir=" + folder);
    command.addAll(program);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.path().toFile()));
    builder.environment().putAll(environment);
    int usual = port + MANAGEMENT_DISTANCE;
    int managementPort = Ports.isFree(usual) ? usual : Ports.free();
    builder
        .environment()
        .putAll(
            Map.of(
                "SERVER_PORT",
                Integer.toString(port),
                "SERVER_ADDRESS",
                "127.0.0.1",
                "MANAGEMENT_SERVER_PORT",
                Integer.toString(managementPort),
                "MANAGEMENT_SERVER_ADDRESS",
                "127.0.0.1"));
    try {
      return new ServiceProcess(name, port, managementPort, log, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
  }

  public String name() {
    return name;
  }

  public int port() {
    return port;
  }

  /** Where health and metrics are. */
  int managementPort() {
    return managementPort;
  }

  public Path log() {
    return log.path();
  }

  /** On the management port, where the path is one of the actuator's. */
  public URI uri(String path) {
    int of = path.startsWith("/actuator") ? managementPort : port;
    return URI.create("http://127.0.0.1:" + of + path);
  }

  /**
   * @throws StackException when the process ends first or takes too long
   */
  public void awaitReady(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    HttpClient client = HttpClient.newHttpClient();
    while (!isReady(client)) {
      if (!process.isAlive()) {
        throw new StackException(
            name + " ended with exit code " + process.exitValue() + ". Its last words:\n" + tail());
      }
      if (System.nanoTime() > deadline) {
        throw new StackException(
            name + " is not ready after " + limit.toSeconds() + " s. Its last words:\n" + tail());
      }
      // Also the pause between two looks.
      process.waitFor(READINESS_PAUSE.toMillis(), MILLISECONDS);
    }
  }

  private boolean isReady(HttpClient client) throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(uri("/actuator/health/readiness"))
              .timeout(Duration.ofSeconds(5))
              .build();
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** Completes with this when the process has ended. */
  CompletableFuture<ServiceProcess> ended() {
    return process.onExit().thenApply(ended -> this);
  }

  /** The exit code of a process that has ended. */
  int exitCode() {
    return process.exitValue();
  }

  /** The last lines that it printed. */
  String tail() {
    return log.tail();
  }

  /** The process's id. */
  public long pid() {
    return process.pid();
  }

  /** What it has used of the processors so far; {@link Duration#ZERO} once it has ended. */
  public Duration cpuTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Whether the process runs; a paused one does. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** SIGSTOP: connections stay open and nothing answers. */
  public void pause() {
    Signals.send("STOP", List.of(process.toHandle()));
  }

  /** SIGCONT. */
  public void resume() {
    Signals.send("CONT", List.of(process.toHandle()));
  }

  /** SIGKILL. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM, without waiting for the end. */
  void askToStop() {
    process.destroy();
  }

  /** SIGTERM, and SIGKILL to one that has not ended in good time. */
  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(closeAtExit);
    } catch (IllegalStateException e) {
      // The JVM is going down, and the hook does the same.
    }
  }

  private void end() {
    askToStop();
    try {
      if (process.waitFor(STOP_LIMIT.toMillis(), MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
