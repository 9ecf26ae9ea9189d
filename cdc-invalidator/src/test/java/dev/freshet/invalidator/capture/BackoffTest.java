package dev.freshet.invalidator.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));

  @Test
  void doublesUpToItsLongestPause() {
    for (long millis : new long[] {100, 200, 400, 800, 1_000, 1_000, 1_000}) {
      assertThat(backoff.next())
          .isBetween(Duration.ofMillis(millis * 8 / 10), Duration.ofMillis(millis));
    }
  }

  @Test
  void startsOverWhenReset() {
    backoff.next();
    backoff.next();

    backoff.reset();

    assertThat(backoff.next()).isBetween(Duration.ofMillis(80), Duration.ofMillis(100));
  }
}
