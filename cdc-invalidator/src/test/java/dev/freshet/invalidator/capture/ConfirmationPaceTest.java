package dev.freshet.invalidator.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConfirmationPaceTest {

  private final AtomicLong now = new AtomicLong(-5);
  private final ConfirmationPace pace = new ConfirmationPace(now::get);

  @Test
  void confirmsAtOnceWhatNothingFollows() {
    assertThat(pace.isDue(() -> false, false)).isTrue();
  }

  @Test
  void appliesWhatHasArrivedBefore() {
    assertThat(pace.isDue(() -> true, false)).isFalse();
  }

  @Test
  void letsNobodyWaitWhoHasAFence() {
    assertThat(pace.isDue(() -> true, true)).isTrue();
  }

  @Test
  void confirmsAfterAWhileWhateverArrives() {
    now.addAndGet(ConfirmationPace.LONGEST.toNanos() - 1);
    assertThat(pace.isDue(() -> true, false)).isFalse();
    now.incrementAndGet();
    assertThat(pace.isDue(() -> true, false)).isTrue();
    pace.confirmed();
    assertThat(pace.isDue(() -> true, false)).isFalse();
  }
}
