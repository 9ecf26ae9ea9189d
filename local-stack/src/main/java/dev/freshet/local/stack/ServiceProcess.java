package dev.freshet.local.stack;

import dev.freshet.local.Ports;
import dev.freshet.local.process.ChildProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One of Freshet's services as a child process. */
public final class ServiceProcess extends ChildProcess {

  /** Longer than the services take to stop in order. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(12);

  /** From a service's port to its management port, as the services have it themselves. */
  private static final int MANAGEMENT_DISTANCE = 10;

  private static final Duration READINESS_PAUSE = Duration.ofMillis(50);

  private final String name;
  private final int port;
  private final int managementPort;

  private ServiceProcess(
      String name, int port, int managementPort, ProcessBuilder program, Path log) {
    super(program, log, STOP_LIMIT);
    this.name = name;
    this.port = port;
    this.managementPort = managementPort;
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
    return start(name, smallJava(), program, port, environment, folder);
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
    List<String> command = new ArrayList<>(java);
    command.add("-Djava.io.tmpdir=" + folder);
    command.addAll(program);
    ProcessBuilder builder = new ProcessBuilder(command);
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
    return new ServiceProcess(name, port, managementPort, builder, folder.resolve(name + ".log"));
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
      if (!isAlive()) {
        throw new StackException(
            name
                + " ended with exit code "
                + process().exitValue()
                + ". Its last words:\n"
                + tail());
      }
      if (System.nanoTime() > deadline) {
        throw new StackException(
            name + " is not ready after " + limit.toSeconds() + " s. Its last words:\n" + tail());
      }
      // Also the pause between two looks.
      boolean unused = awaitEnd(READINESS_PAUSE);
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
}
