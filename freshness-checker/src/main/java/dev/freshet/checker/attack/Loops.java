package dev.freshet.checker.attack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Threads that do the same again and again until they are ended. */
final class Loops implements Attack.Ongoing {

  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  /** Adds a thread. A step that fails is followed by the next one: services may refuse it. */
  void add(Step step) {
    Thread thread =
        new Thread(
            () -> {
              while (!closed) {
                try {
                  step.run();
                } catch (IOException e) {
                  // Refused, or cut off.
                } catch (InterruptedException e) {
                  return;
                }
              }
            },
            "attack-" + threads.size());
    thread.setDaemon(true);
    thread.start();
    threads.add(thread);
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  @FunctionalInterface
  interface Step {
    void run() throws IOException, InterruptedException;
  }
}
