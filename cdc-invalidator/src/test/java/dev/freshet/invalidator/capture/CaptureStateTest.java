package dev.freshet.invalidator.capture;

import static dev.freshet.invalidator.capture.CaptureState.BACKING_OFF;
import static dev.freshet.invalidator.capture.CaptureState.FAILED;
import static dev.freshet.invalidator.capture.CaptureState.STANDBY;
import static dev.freshet.invalidator.capture.CaptureState.STARTING;
import static dev.freshet.invalidator.capture.CaptureState.STOPPED;
import static dev.freshet.invalidator.capture.CaptureState.STOPPING;
import static dev.freshet.invalidator.capture.CaptureState.STREAMING;
import static dev.freshet.invalidator.capture.CaptureState.WAITING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CaptureStateTest {

  private final CaptureStatus status = new CaptureStatus();

  @Test
  void aLifeWithAnOutageIsAllowed() {
    assertThat(status.state()).isEqualTo(WAITING);
    for (CaptureState next :
        List.of(
            STARTING,
            STREAMING,
            BACKING_OFF,
            WAITING,
            STARTING,
            BACKING_OFF,
            WAITING,
            STANDBY,
            WAITING,
            STANDBY,
            STARTING,
            STREAMING,
            STOPPING,
            STOPPED)) {
      status.become(next);
      assertThat(status.state()).isEqualTo(next);
    }
  }

  @Test
  void aWrongTransitionThrowsAndChangesNothing() {
    assertThatThrownBy(() -> status.become(STREAMING))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("WAITING does not lead to STREAMING");
    assertThat(status.state()).isEqualTo(WAITING);
  }

  @ParameterizedTest
  @EnumSource(CaptureState.class)
  void nothingLeadsOutOfAnEnd(CaptureState next) {
    assertThat(STOPPED.mayBecome(next)).isFalse();
    assertThat(FAILED.mayBecome(next)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = CaptureState.class,
      names = {"WAITING", "STANDBY", "STARTING", "STREAMING", "BACKING_OFF"})
  void everyStateOfALifeMayStopOrFail(CaptureState state) {
    assertThat(state.mayBecome(STOPPING)).isTrue();
    assertThat(state.mayBecome(FAILED)).isTrue();
  }
}
