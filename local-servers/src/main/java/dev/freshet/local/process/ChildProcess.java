package dev.freshet.local.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A program as a child process, which ends with this JVM; what it prints is added to a file. */
public class ChildProcess implements AutoCloseable {

  private static final int TAIL_LINES = 25;

  private final Process process;
  private final Path log;
  private final Duration grace;

  /**
   * Starts the program; does not wait for anything.
   *
   * @param log what it prints, errors too
   * @param grace what {@link #close()} leaves it to end by itself; none if zero
   * @throws UncheckedIOException if there is no such program
   */
  public ChildProcess(ProcessBuilder program, Path log, Duration grace) {
    this.log = log;
    this.grace = grace;
    try {
      process =
          program.redirectErrorStream(true).redirectOutput(Redirect.appendTo(log.toFile())).start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + program.command().get(0), e);
    }
    Thread closeAtExit = new Thread(this::end, "child-closer");
    try {
      Runtime.getRuntime().addShutdownHook(closeAtExit);
    } catch (IllegalStateException e) {
      process.destroyForcibly();
      throw e;
    }
    var unused =
        process.onExit().thenRun(() -> Runtime.getRuntime().removeShutdownHook(closeAtExit));
  }

  /** A command that runs Java on this JVM's JDK. */
  public static List<String> java(String... arguments) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return Stream.concat(Stream.of(java), Stream.of(arguments)).toList();
  }

  /** As {@link #java}, quick to start and small, for machines that run much beside it. */
  public static List<String> smallJava(String... arguments) {
    List<String> java = java("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    return Stream.concat(java.stream(), Stream.of(arguments)).toList();
  }

  /** For what else is to be known of it. */
  public final Process process() {
    return process;
  }

  /** Whether it runs; a paused one does. */
  public final boolean isAlive() {
    return process.isAlive();
  }

  /** The file with what it printed. */
  public final Path log() {
    return log;
  }

  /** What it printed. */
  public final String output() {
    return text(log);
  }

  /** The last lines that it printed, for an error message. */
  public final String tail() {
    return tail(log);
  }

  /** The last lines of a file that a program logs to. */
  public static String tail(Path log) {
    List<String> lines = text(log).lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
  }

  private static String text(Path log) {
    try {
      return new String(Files.readAllBytes(log), UTF_8);
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }

  /** SIGSTOP: connections stay open and nothing answers. */
  public final void pause() {
    Signals.send("STOP", List.of(process.toHandle()));
  }

  /** SIGCONT. */
  public final void resume() {
    Signals.send("CONT", List.of(process.toHandle()));
  }

  /** SIGKILL, and waits for the end. */
  public final void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM, without waiting for the end. */
  public final void terminate() {
    process.destroy();
  }

  /** Waits for the end; returns whether it came in time. */
  public final boolean awaitEnd(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), MILLISECONDS);
  }

  /** SIGTERM if it is given a grace, SIGKILL if it has not ended after that. */
  @Override
  public void close() {
    end();
  }

  private void end() {
    try {
      if (!grace.isZero()) {
        terminate();
      }
      if (!awaitEnd(grace)) {
        kill();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
