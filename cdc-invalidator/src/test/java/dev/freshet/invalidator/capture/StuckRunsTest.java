package dev.freshet.invalidator.capture;

import static org.assertj.core.api.Assertions.assertThat;

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
  void isNoneAfterAnOutage() {
    for (int i = 0; i < 20; i++) {
      assertThat(runs.add(i % 4 != 0, 7)).isFalse();
    }
  }
}
