package dev.freshet.invalidator.capture.engine;

import io.debezium.embedded.async.AsyncEmbeddedEngine;
import io.debezium.engine.DebeziumEngine;
import java.lang.reflect.Field;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does an engine's work on records where it arises. Debezium's engine has threads to transform and
 * convert records side by side; here there is nothing to transform, so that each batch would only
 * wait for another thread to wake, and for the first to wake again. There is no setting for it.
 */
final class DirectHandover extends AbstractExecutorService {

  private static final Logger log = LoggerFactory.getLogger(DirectHandover.class);

  private volatile boolean shutdown;

  /** Changes an engine that has not started; another Debezium may not let itself be changed. */
  static void in(DebeziumEngine<?> engine) {
    try {
      Field field = AsyncEmbeddedEngine.class.getDeclaredField("recordService");
      field.setAccessible(true);
      ((ExecutorService) field.get(engine)).shutdown();
      field.set(engine, new DirectHandover());
    } catch (ReflectiveOperationException | RuntimeException e) {
      log.warn(
          "Debezium hands records to threads of its own, which costs latency: {}", e.toString());
    }
  }

  @Override
  public void execute(Runnable work) {
    work.run();
  }

  @Override
  public void shutdown() {
    shutdown = true;
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown = true;
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return shutdown;
  }

  @Override
  public boolean isTerminated() {
    return shutdown;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return shutdown;
  }
}
