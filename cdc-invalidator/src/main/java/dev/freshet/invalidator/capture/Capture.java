package dev.freshet.invalidator.capture;

import dev.freshet.invalidation.Invalidator;
import dev.freshet.invalidator.capture.failure.Failures;
import dev.freshet.invalidator.capture.failure.UnmendableException;
import dev.freshet.invalidator.capture.postgres.NotReadyException;
import dev.freshet.invalidator.capture.postgres.ReplicationSlot;
import dev.freshet.invalidator.capture.postgres.ServerCheck;
import dev.freshet.invalidator.capture.postgres.ServerCheck.Ready;
import dev.freshet.invalidator.capture.postgres.SlotState;
import dev.freshet.time.Pauses;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Keeps changes streaming, from the application's start until its end, on one thread.
 *
 * <p>That thread alone changes the state. It waits until PostgreSQL and Redis are ready, streams
 * until something fails, pauses, and begins again.
 */
public final class Capture implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Capture.class);

  private static final Duration STOP_LIMIT = Duration.ofSeconds(4);

  /** A run that lasted this long was a success; the pauses start over. */
  private static final Duration SETTLED = Duration.ofSeconds(10);

  private static final Duration STANDBY_PAUSE = Duration.ofMillis(500);

  private final ServerCheck server;
  private final ReplicationSlot slot;
  private final CaptureRun run;
  private final Invalidator invalidator;
  private final CaptureStatus status;
  private final Pauses pauses;
  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
  private volatile @Nullable Thread thread;
  private volatile boolean stopping;

  Capture(
      ServerCheck server,
      ReplicationSlot slot,
      CaptureRun run,
      Invalidator invalidator,
      CaptureStatus status,
      Pauses pauses) {
    this.server = server;
    this.slot = slot;
    this.run = run;
    this.invalidator = invalidator;
    this.status = status;
    this.pauses = pauses;
  }

  /** Waits for the end: 0 if it was asked for, 1 after what cannot be mended. */
  public int awaitExitCode() {
    return exitCode.join();
  }

  @Override
  public void start() {
    Thread started = new Thread(this::live, "freshet-capture");
    started.setDaemon(true);
    thread = started;
    started.start();
  }

  /** Returns when the thread has ended, or after a few seconds if something does not let it. */
  @Override
  public void stop() {
    Thread running = thread;
    if (running == null) {
      return;
    }
    stopping = true;
    running.interrupt();
    try {
      running.join(STOP_LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread = null;
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  private void live() {
    int code = 1;
    try {
      while (true) {
        Ready ready = awaitReady();
        status.become(CaptureState.STARTING);
        stream(ready);
        status.become(CaptureState.BACKING_OFF);
        pause(pauses.next());
        status.become(CaptureState.WAITING);
      }
    } catch (InterruptedException e) {
      status.become(CaptureState.STOPPING);
      status.become(CaptureState.STOPPED);
      code = 0;
    } catch (UnmendableException e) {
      log.error("{}", e.getMessage());
      status.become(CaptureState.FAILED);
    } catch (RuntimeException | Error e) {
      log.error("This is a bug", e);
      status.become(CaptureState.FAILED);
    } finally {
      exitCode.complete(code);
    }
  }

  private Ready awaitReady() throws InterruptedException {
    while (true) {
      try {
        invalidator.ping();
        Ready ready = server.check();
        if (slot.find().filter(SlotState::active).isEmpty()) {
          return ready;
        }
        status.standBy("replication slot %s is in use".formatted(slot.name()));
        pauses.reset();
        pause(STANDBY_PAUSE);
        continue;
      } catch (NotReadyException e) {
        problem(Failures.line(e));
      } catch (RuntimeException e) {
        failed(e);
      }
      pause(pauses.next());
    }
  }

  private void problem(String what) {
    if (status.state() == CaptureState.STANDBY) {
      status.become(CaptureState.WAITING);
    }
    status.problem(what);
  }

  /** Looks at the wish to stop too: a library may have swallowed the interrupt. */
  private void pause(Duration duration) throws InterruptedException {
    if (stopping) {
      throw new InterruptedException("asked to stop");
    }
    Thread.sleep(duration.toMillis());
  }

  private void stream(Ready ready) throws InterruptedException {
    long start = System.nanoTime();
    try {
      status.problem(run.run(ready).reason());
    } catch (SQLException | RuntimeException e) {
      failed(e);
    }
    if (System.nanoTime() - start > SETTLED.toNanos()) {
      pauses.reset();
    }
  }

  private void failed(Exception e) {
    Optional<String> remedy = Failures.remedy(e);
    if (remedy.isPresent()) {
      throw new UnmendableException(remedy.get());
    }
    log.debug("Failed", e);
    problem(Failures.line(e));
  }
}
