package dev.freshet.spring.cache;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * For callers that do not wait for a value on their own thread. No bean, as Spring Boot leaves its
 * executor to whoever has one.
 */
final class WaitingThreads implements Executor, AutoCloseable {

  private final AtomicInteger count = new AtomicInteger();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "freshet-cache-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
          });

  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  /** Interrupts those who wait. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
