package dev.freshet.checker.load;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Tells by trying whether fences pass. */
public record FenceProbe(Database database, FenceWatch fences) {

  /** After that another is tried, as Redis may have lost this one. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Whether one that is set from now on passes in time. */
  public boolean passesWithin(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        if (awaitPassed(database.write(connection -> {}))) {
          return true;
        }
      } catch (SQLException e) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
    return false;
  }

  private boolean awaitPassed(String token) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!fences.isPassed(token)) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    return true;
  }
}
