package dev.freshet.local.stack.quickstart;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.freshet.local.Folders;
import dev.freshet.local.process.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * The one folder that everything in this JVM and its children writes to, so that closing it leaves
 * nothing behind, even of a start that was cut short.
 */
public final class StackFolder implements AutoCloseable {

  private static final long CLOSE_LIMIT_NANOS = 10_000_000_000L;
  private static final long PAUSE_NANOS = 50_000_000;

  private static final long STOP_LIMIT_SECONDS = 40;

  private final Path path;
  private final AtomicBoolean signalled;

  private StackFolder(Path path, AtomicBoolean signalled) {
    this.path = path;
    this.signalled = signalled;
  }

  /**
   * Runs a program in a folder of its own. A signal interrupts the program, which is the one that
   * stops all that it has started, and is waited for.
   *
   * @return what the program returns
   */
  public static int run(ToIntFunction<StackFolder> program) {
    AtomicBoolean signalled = new AtomicBoolean();
    CountDownLatch stopped = new CountDownLatch(1);
    Thread main = Thread.currentThread();
    Runnable stop =
        () -> {
          signalled.set(true);
          main.interrupt();
          awaitStop(stopped);
        };
    Runtime.getRuntime().addShutdownHook(new Thread(stop, "stop"));
    try (StackFolder folder = create(signalled)) {
      return program.applyAsInt(folder);
    } finally {
      stopped.countDown();
    }
  }

  /** The JVM is about to end, which it does when this returns. */
  private static void awaitStop(CountDownLatch stopped) {
    try {
      boolean unused = stopped.await(STOP_LIMIT_SECONDS, SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Makes the folder, and has the servers' starters and the log use it. */
  private static StackFolder create(AtomicBoolean signalled) {
    Path path = Folders.temporary("freshet-").toAbsolutePath();
    System.setProperty("java.io.tmpdir", path.toString());
    // Where the embedded PostgreSQL unpacks its binaries.
    System.setProperty("ot.epg.working-dir", path.resolve("postgres").toString());
    return new StackFolder(path, signalled);
  }

  public Path path() {
    return path;
  }

  /** Whether the program is to stop because of a signal. */
  boolean isSignalled() {
    return signalled.get();
  }

  /** An unexpected failure, with what the servers' starters said last. */
  public String describe(RuntimeException failure) {
    return failure + "\n" + ChildProcess.tail(path.resolve("local-stack.log"));
  }

  /** Ends every process that still works here, then deletes the folder. */
  @Override
  public void close() {
    // The interrupt that asked for this must not cut it short.
    Thread.interrupted();
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    long deadline = System.nanoTime() + CLOSE_LIMIT_NANOS;
    List<ProcessHandle> postmasters = postmasters();
    postmasters.forEach(StackFolder::stop);
    while (postmasters.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    while (!deleted() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** A PostgreSQL server is nobody's child, but leaves its process id in its data folder. */
  private List<ProcessHandle> postmasters() {
    try (Stream<Path> files = Files.find(path, 2, (file, is) -> file.endsWith("postmaster.pid"))) {
      return files.flatMap(StackFolder::processIn).toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  private static Stream<ProcessHandle> processIn(Path postmasterPid) {
    try {
      String id = Files.readAllLines(postmasterPid).get(0).strip();
      return ProcessHandle.of(Long.parseLong(id)).stream();
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
      return Stream.empty();
    }
  }

  /** SIGINT is PostgreSQL's "fast shutdown"; SIGTERM would wait for its clients. */
  private static void stop(ProcessHandle postmaster) {
    try {
      new ProcessBuilder("kill", "-INT", Long.toString(postmaster.pid())).start();
    } catch (IOException e) {
      postmaster.destroy();
    }
  }

  /** False when another process has written a file meanwhile. */
  private boolean deleted() {
    try {
      Folders.delete(path);
      return true;
    } catch (UncheckedIOException e) {
      return false;
    }
  }
}
