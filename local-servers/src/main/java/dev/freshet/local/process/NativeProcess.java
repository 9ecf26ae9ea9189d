package dev.freshet.local.process;

import dev.freshet.local.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server as a child process, with its own folder. */
public final class NativeProcess implements ServerProcess {

  private static final Duration END_LIMIT = Duration.ofSeconds(20);

  private final List<String> command;
  private final Path folder;
  private @Nullable ChildProcess process;

  /**
   * @param folder its working directory; deleted by {@link #remove()}
   */
  public NativeProcess(List<String> command, Path folder) {
    this.command = command;
    this.folder = folder;
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
    process =
        new ChildProcess(
            new ProcessBuilder(whole).directory(folder.toFile()),
            folder.resolve("output.log"),
            Duration.ZERO);
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
    running().terminate();
    awaitEnd();
  }

  @Override
  public void kill() {
    running().process().destroyForcibly();
    awaitEnd();
  }

  @Override
  public void pause() {
    running().pause();
  }

  @Override
  public void resume() {
    running().resume();
  }

  @Override
  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  @Override
  public String output() {
    return running().output();
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
  }

  private ChildProcess running() {
    if (process == null) {
      throw new IllegalStateException("not started: " + command);
    }
    return process;
  }

  private void awaitEnd() {
    try {
      if (!running().awaitEnd(END_LIMIT)) {
        throw new IllegalStateException("still running after 20 s: " + command);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a process to end", e);
    }
  }
}
