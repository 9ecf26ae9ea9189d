package dev.freshet.cache.fence;

import dev.freshet.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Time that passes only while somebody sleeps. */
public final class FakeTicker implements Ticker {

  public final List<Duration> sleeps = new ArrayList<>();
  private long nanos = Long.MAX_VALUE - 5; // it may overflow, as System.nanoTime() may
  private @Nullable InterruptedException interruption;

  public void pass(Duration time) {
    nanos += time.toNanos();
  }

  /** The next sleep is interrupted. */
  public void interrupt() {
    interruption = new InterruptedException("on purpose");
  }

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public void sleep(long time) throws InterruptedException {
    if (interruption != null) {
      throw interruption;
    }
    sleeps.add(Duration.ofNanos(time));
    nanos += time;
  }
}
