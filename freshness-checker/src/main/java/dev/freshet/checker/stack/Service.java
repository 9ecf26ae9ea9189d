package dev.freshet.checker.stack;

import dev.freshet.local.TcpProxy;
import dev.freshet.local.stack.ServiceProcess;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A service that is started again and again on its port. Its links to the two servers are not its
 * own to close.
 */
public final class Service implements AutoCloseable {

  private static final Duration READINESS_LIMIT = Duration.ofMinutes(4);

  private final String name;
  private final int port;
  private final TcpProxy redis;
  private final TcpProxy postgres;
  private final Supplier<ServiceProcess> launcher;
  private @Nullable ServiceProcess process;

  Service(
      String name, int port, TcpProxy redis, TcpProxy postgres, Supplier<ServiceProcess> launcher) {
    this.name = name;
    this.port = port;
    this.redis = redis;
    this.postgres = postgres;
    this.launcher = launcher;
  }

  public String name() {
    return name;
  }

  public int port() {
    return port;
  }

  /** Its link to Redis, or to the Sentinel. */
  public TcpProxy redis() {
    return redis;
  }

  public TcpProxy postgres() {
    return postgres;
  }

  public List<TcpProxy> links() {
    return List.of(redis, postgres);
  }

  public void awaitReady() throws InterruptedException {
    running().awaitReady(READINESS_LIMIT);
  }

  /** Starts it unless it runs; does not wait until it serves. */
  public void start() {
    if (process == null || !process.isAlive()) {
      process = launcher.get();
    }
  }

  /** SIGKILL. */
  public void kill() throws InterruptedException {
    running().kill();
  }

  /** SIGTERM, and waits for the end. */
  public void stop() {
    running().close();
  }

  /** SIGSTOP, unless it has ended by itself, as an API does that finds no database at its start. */
  public void pause() {
    try {
      running().pause();
    } catch (IllegalStateException e) {
      if (running().isAlive()) {
        throw e;
      }
    }
  }

  /** SIGCONT; one that has ended is started again. */
  public void resume() {
    if (running().isAlive()) {
      running().resume();
    } else {
      start();
    }
  }

  /** The last lines of its log. */
  public String tail() {
    return running().tail();
  }

  private ServiceProcess running() {
    if (process == null) {
      throw new IllegalStateException(name + " was not started");
    }
    return process;
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
