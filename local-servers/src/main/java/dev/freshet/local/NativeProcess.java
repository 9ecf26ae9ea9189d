package dev.freshet.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server as a child process, with its own folder. */
final class NativeProcess implements ServerProcess {

  private final List<String> command;
  private final Path folder;
  private final Path log;
  private final Thread killAtExit = new Thread(this::destroyForcibly, "local-server-cleaner");
  private @Nullable Process process;

  /**
   * @param folder its working directory; deleted by {@link #remove()}
   */
  NativeProcess(List<String> command, Path folder) {
    this.command = command;
    this.folder = folder;
    this.log = folder.resolve("output.log");
    Runtime.getRuntime().addShutdownHook(killAtExit);
  }

  @Override
  public void start() {
    start(new String[0]);
  }

  @Override
  public void start(String... more) {
    if (isAlive()) {
      throw new IllegalStateException("already running: " + command);
    }
    List<String> whole = new ArrayList<>(command);
    whole.addAll(List.of(more));
    try {
      process =
          new ProcessBuilder(whole)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.get(0), e);
    }
  }

  @Override
  public void rename(String from, String to) {
    try {
      Files.move(folder.resolve(from), folder.resolve(to), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void terminate() {
    Process running = running();
    running.destroy();
    awaitEnd(running);
  }

  @Override
  public void kill() {
    Process running = running();
    running.destroyForcibly();
    awaitEnd(running);
  }

  @Override
  public void pause() {
    signal("STOP");
  }

  @Override
  public void resume() {
    signal("CONT");
  }

  @Override
  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  @Override
  public String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "no output: " + e;
    }
  }

  @Override
  public void remove() {
    try {
      if (isAlive()) {
        kill();
      }
    } finally {
      Folders.delete(folder);
    }
    try {
      Runtime.getRuntime().removeShutdownHook(killAtExit);
    } catch (IllegalStateException e) {
      // The JVM is going down, and the hook has nothing left to do.
    }
  }

  private void signal(String name) {
    Signals.send(name, List.of(running().toHandle()));
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException("not started: " + command);
    }
    return process;
  }

  private void destroyForcibly() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  private static void awaitEnd(Process process) {
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("still running after 20 s: " + process.info());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a process to end", e);
    }
  }
}
