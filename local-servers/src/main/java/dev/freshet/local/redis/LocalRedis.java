package dev.freshet.local.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.local.Backends;
import dev.freshet.local.Closer;
import dev.freshet.local.Folders;
import dev.freshet.local.Ports;
import dev.freshet.local.StartupPause;
import dev.freshet.local.process.ContainerProcess;
import dev.freshet.local.process.NativeProcess;
import dev.freshet.local.process.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real Redis server on 127.0.0.1 without persistence: {@link #kill()} and {@link #startAgain()}
 * leave it empty, on the same port. Only {@link #saveSnapshot()} writes its data down, and only
 * {@link #startAgainFromSnapshot()} reads it. Not thread-safe.
 */
public final class LocalRedis implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(20);

  /**
   * Files of data in the server's folder. The first one is there for a moment only: which file a
   * running server writes cannot be set on every version.
   */
  private static final String NO_SNAPSHOT = "none.rdb";

  private static final String SNAPSHOT = "snapshot.rdb";

  private final int port;
  private final ServerProcess process;

  /** The file that the server writes when it is told to save. */
  private String saved = NO_SNAPSHOT;

  private LocalRedis(int port, ServerProcess process) {
    this.port = port;
    this.process = process;
  }

  /**
   * Starts a server on a free port and waits until it answers.
   *
   * @param settings lines of redis.conf, such as {@code "maxmemory 10mb"}
   */
  public static LocalRedis start(String... settings) {
    return startOn(Ports.free(), settings);
  }

  /** As {@link #start}, on a port of the caller's choice. */
  public static LocalRedis startOn(int port, String... settings) {
    return start(port, "redis-server", settings);
  }

  /**
   * Starts a Sentinel that watches the server under the name, with a quorum of one.
   *
   * @param settings lines of sentinel.conf, such as {@code "sentinel auth-pass catalog secret"}
   */
  public static LocalRedis startSentinel(String masterName, LocalRedis master, String... settings) {
    List<String> lines = new ArrayList<>();
    lines.add("sentinel monitor " + masterName + " 127.0.0.1 " + master.port() + " 1");
    lines.addAll(List.of(settings));
    return start(Ports.free(), "redis-sentinel", lines.toArray(String[]::new));
  }

  private static LocalRedis start(int port, String program, String... settings) {
    LocalRedis redis = new LocalRedis(port, process(port, program, settings));
    try {
      redis.startAgain();
      return redis;
    } catch (RuntimeException e) {
      redis.close();
      throw e;
    }
  }

  private static ServerProcess process(int port, String program, String... settings) {
    List<String> lines = new ArrayList<>();
    lines.add("port " + port);
    lines.add("bind 127.0.0.1");
    boolean sentinel = program.equals("redis-sentinel");
    if (!sentinel) {
      lines.add("save \"\"");
      lines.add("appendonly no");
      lines.add("dbfilename " + NO_SNAPSHOT);
    }
    lines.addAll(List.of(settings));
    String configuration = String.join("\n", lines) + "\n";
    if (Backends.chosen() == Backends.CONTAINERS) {
      // A Sentinel rewrites its configuration file, so it must be a file of the container's own.
      String script =
          "printf '%s' \"$CONFIGURATION\" > local.conf && exec redis-server local.conf"
              + (sentinel ? " --sentinel" : "")
              + " $(cat arguments)";
      return new ContainerProcess(
          Backends.REDIS_IMAGE,
          Map.of("CONFIGURATION", configuration),
          ContainerProcess.filesAmong(lines.stream().map(LocalRedis::lastWord)),
          "sh",
          "-c",
          script);
    }
    return Closer.opening(
        closer -> {
          Path folder = Folders.temporary("freshet-redis-");
          closer.add(() -> Folders.delete(folder));
          Path file = folder.resolve("local.conf");
          write(file, configuration);
          List<String> command = new ArrayList<>();
          command.add(RedisExecutable.chosen(folder).toString());
          command.add(file.toString());
          if (sentinel) {
            command.add("--sentinel");
          }
          return new NativeProcess(command, folder);
        });
  }

  private static String lastWord(String line) {
    return line.substring(line.lastIndexOf(' ') + 1);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return port;
  }

  /** A URI that every Redis client understands. */
  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /** Ends the server as {@code kill -9} does; nothing listens on the port afterwards. */
  public void kill() {
    process.kill();
  }

  /** Ends the server in order. */
  public void stop() {
    process.terminate();
  }

  /** Starts the killed or stopped server again, empty, and waits until it answers. */
  public void startAgain() {
    saved = NO_SNAPSHOT;
    process.start();
    awaitAnswer();
  }

  /** Writes down what the server has now, in place of an earlier snapshot. */
  public void saveSnapshot() {
    expectOk("SAVE");
    if (!saved.equals(SNAPSHOT)) {
      process.rename(saved, SNAPSHOT);
    }
  }

  /**
   * Starts the killed or stopped server again with what the last snapshot has, and waits until it
   * answers.
   */
  public void startAgainFromSnapshot() {
    saved = SNAPSHOT;
    process.start("--dbfilename", SNAPSHOT);
    awaitAnswer();
  }

  /**
   * As {@link #command}, for what is answered by OK.
   *
   * @throws IllegalStateException if the server answers anything else
   */
  public void expectOk(String command) {
    String answer = command(command);
    if (!answer.equals("+OK")) {
      throw new IllegalStateException(command + ": " + answer);
    }
  }

  private void awaitAnswer() {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "Redis on port " + port + " does not answer. It printed:\n" + process.output());
      }
      StartupPause.take();
    }
  }

  /** Stops the process as SIGSTOP does: connections stay open and nothing answers. */
  public void pause() {
    process.pause();
  }

  /** Lets a paused server go on. */
  public void resume() {
    process.resume();
  }

  /**
   * Sends one command and reads the first line of the answer, without a client library.
   *
   * @param inline the command as redis-cli takes it, without line breaks
   * @return for example {@code +OK}, {@code :1} or {@code -ERR ...}
   */
  public String command(String inline) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write((inline + "\r\n").getBytes(UTF_8));
      String line =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.remove();
  }

  /** An error, such as a missing password, is an answer too. */
  private boolean answers() {
    try {
      String answer = command("PING");
      return answer.startsWith("+PONG") || answer.startsWith("-NOAUTH");
    } catch (UncheckedIOException e) {
      return false;
    }
  }
}
