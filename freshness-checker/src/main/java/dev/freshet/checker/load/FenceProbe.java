package dev.freshet.checker.load;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Tells by trying whether fences pass. */
public record FenceProbe(Database database, FenceWatch fences) {

  /** After that another is tried, as Redis may have lost this one. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Whether one that is set from now on passes in time. */
  public boolean passesWithin(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        if (fences.isPassedWithin(database.write(connection -> {}), PATIENCE)) {
          return true;
        }
      } catch (SQLException e) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
    return false;
  }
}
