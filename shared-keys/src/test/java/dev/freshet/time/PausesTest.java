package dev.freshet.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PausesTest {

  private final Pauses pauses = new Pauses(Duration.ofMillis(100), Duration.ofSeconds(1), 0.2);

  @Test
  void doublesUpToItsLongestPause() {
    for (long millis : new long[] {100, 200, 400, 800, 1_000, 1_000, 1_000}) {
      assertThat(pauses.next())
          .isBetween(Duration.ofMillis(millis * 8 / 10), Duration.ofMillis(millis));
    }
  }

  @Test
  void startsOverWhenReset() {
    pauses.next();
    pauses.next();

    pauses.reset();

    assertThat(pauses.next()).isBetween(Duration.ofMillis(80), Duration.ofMillis(100));
  }

  @Test
  void areExactWithoutJitter() {
    Pauses exact = new Pauses(Duration.ofMillis(1), Duration.ofMillis(3));

    assertThat(List.of(exact.next(), exact.next(), exact.next(), exact.next()))
        .isEqualTo(Stream.of(1, 2, 3, 3).map(Duration::ofMillis).toList());
  }
}
