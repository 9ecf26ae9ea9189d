package dev.freshet.invalidator.command;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits as long as there was between commits, or a part or a multiple of that. */
final class Pace {

  private final @Nullable Double speed;
  private @Nullable Instant firstCommit;
  private long start;

  /**
   * A pace that begins with the first commit.
   *
   * @param speed 2: twice as fast; null: does not wait
   */
  Pace(@Nullable Double speed) {
    this.speed = speed;
  }

  void await(Instant commit) throws InterruptedException {
    if (speed == null) {
      return;
    }
    if (firstCommit == null) {
      firstCommit = commit;
      start = System.nanoTime();
    }
    double nanos = Duration.between(firstCommit, commit).toNanos() / speed;
    TimeUnit.NANOSECONDS.sleep((long) nanos - (System.nanoTime() - start));
  }
}
