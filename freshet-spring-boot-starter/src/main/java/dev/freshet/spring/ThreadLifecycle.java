package dev.freshet.spring;

import java.util.function.BooleanSupplier;
import org.springframework.context.SmartLifecycle;

/**
 * Starts and stops with the application what has a thread of its own.
 *
 * @param phase those of a lower phase start before, and stop after
 */
record ThreadLifecycle(Runnable onStart, Runnable onStop, BooleanSupplier running, int phase)
    implements SmartLifecycle {

  @Override
  public void start() {
    onStart.run();
  }

  @Override
  public void stop() {
    onStop.run();
  }

  @Override
  public boolean isRunning() {
    return running.getAsBoolean();
  }

  @Override
  public int getPhase() {
    return phase;
  }
}
