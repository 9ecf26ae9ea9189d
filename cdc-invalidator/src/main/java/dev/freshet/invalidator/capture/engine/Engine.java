package dev.freshet.invalidator.capture.engine;

import dev.freshet.invalidator.capture.failure.Failures;
import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.ChangeConsumer;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** One run of Debezium's engine, on threads of its own. */
public final class Engine {

  private static final long CLOSE_RETRY_MILLIS = 50;

  private final DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
  private final CompletableFuture<String> ended = new CompletableFuture<>();
  private volatile @Nullable Throwable failure;

  private Engine(Properties properties, ChangeConsumer<RecordChangeEvent<SourceRecord>> handler) {
    this.engine =
        DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
            .using(properties)
            .using((success, message, error) -> failure = error)
            .notifying(handler)
            .build();
    DirectHandover.in(engine);
  }

  /** Starts a run. */
  public static Engine start(
      Properties properties, ChangeConsumer<RecordChangeEvent<SourceRecord>> handler) {
    Engine engine = new Engine(properties, handler);
    Thread thread = new Thread(engine::run, "freshet-engine");
    thread.setDaemon(true);
    thread.start();
    return engine;
  }

  private void run() {
    try {
      engine.run();
    } catch (RuntimeException | Error e) {
      failure = e;
    } finally {
      Throwable why = failure;
      ended.complete(why == null ? "the engine has ended" : Failures.line(why));
    }
  }

  /** Waits until the run has ended, and returns why; empty if it goes on. */
  public Optional<String> awaitEnd(Duration limit) throws InterruptedException {
    try {
      return Optional.of(ended.get(limit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Why the run cannot get past the place in the log where it has ended, if that is so. */
  public Optional<String> unreadable() {
    return Optional.ofNullable(failure).filter(Failures::isUnreadable).map(Failures::line);
  }

  /**
   * Ends the run. An interrupt does not cut this short, since nobody else would end it; the thread
   * has it afterwards.
   *
   * @return whether the run has ended within the time
   */
  public boolean close(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    boolean closing = false;
    boolean interrupted = false;
    try {
      while (true) {
        try {
          if (awaitEnd(Duration.ofMillis(CLOSE_RETRY_MILLIS)).isPresent()) {
            return true;
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
        if (System.nanoTime() > deadline) {
          return false;
        }
        closing = closing || close();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The engine refuses while its tasks start, and when it is closing already. */
  private boolean close() {
    try {
      engine.close();
      return true;
    } catch (IllegalStateException | IOException e) {
      return false;
    }
  }
}
