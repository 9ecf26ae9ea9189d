package dev.freshet.local;

import java.util.concurrent.locks.LockSupport;

/** The pause between two looks at a server that is starting. */
public final class StartupPause {

  private StartupPause() {}

  public static void take() {
    if (Thread.interrupted()) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a server was starting");
    }
    LockSupport.parkNanos(10_000_000);
  }
}
