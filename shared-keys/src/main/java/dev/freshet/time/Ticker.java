package dev.freshet.time;

import java.util.concurrent.TimeUnit;

/** Time as it passes for a waiting thread. */
public interface Ticker {

  Ticker SYSTEM =
      new Ticker() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void sleep(long nanos) throws InterruptedException {
          TimeUnit.NANOSECONDS.sleep(nanos);
        }
      };

  /** As {@link System#nanoTime()}. */
  long nanoTime();

  void sleep(long nanos) throws InterruptedException;
}
