package dev.freshet.invalidator.capture.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StuckRunsTest {

  private final StuckRuns runs = new StuckRuns();

  @Test
  void isTheFifthBrokenRunAtTheSamePosition() {
    for (int i = 0; i < 4; i++) {
      assertThat(runs.add(true, 7)).isFalse();
    }
    assertThat(runs.add(true, 7)).isTrue();
    assertThat(runs.add(true, 7)).isFalse();
  }

  @Test
  void isNoneThatCameFurther() {
    for (int i = 0; i < 20; i++) {
      assertThat(runs.add(true, i)).isFalse();
    }
  }

  @Test
  void isNotMadeUpForByOutages() {
    assertThat(Stream.generate(() -> runs.add(false, 7)).limit(20)).containsOnly(false);
    for (int i = 0; i < 4; i++) {
      assertThat(runs.add(true, 7)).isFalse();
      assertThat(runs.add(false, 7)).isFalse();
    }
    assertThat(runs.add(true, 7)).isTrue();
  }

  /** What was not acknowledged comes again, so that a run may end before the last one did. */
  @Test
  void countsRunsThatCameLessFar() {
    for (int i = 0; i < 4; i++) {
      assertThat(runs.add(true, 7 - i)).isFalse();
    }
    assertThat(runs.add(true, 7)).isTrue();
  }
}
