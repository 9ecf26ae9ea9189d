package dev.freshet.cache.fence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.cache.TestKinds;
import dev.freshet.keys.FenceToken;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InvalidatorFenceTest {

  private static final FenceToken TOKEN = FenceToken.random();
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final FakeProgress progress = new FakeProgress();
  private final FakeTicker ticker = new FakeTicker();
  private final InvalidatorWatch watch =
      new InvalidatorWatch(
          progress, new Staleness(progress, Optional.empty(), ticker, TestKinds.CATALOG), ticker);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final InvalidatorFence fence = fence(TIMEOUT);

  @BeforeEach
  void stream() {
    progress.streamSince(Duration.ofMillis(10));
    watch.look();
  }

  @Test
  void aTokenThatIsPassedNeedsNoPause() {
    progress.passedAtQuestion = 1;

    assertThat(fence.await(TOKEN)).isTrue();
    assertThat(ticker.sleeps).isEmpty();
    assertCounted("applied");
  }

  @Test
  void pausesGrowFromOneToTwentyMilliseconds() {
    progress.passedAtQuestion = 40;

    assertThat(fence.await(TOKEN)).isTrue();

    assertThat(ticker.sleeps).hasSize(39);
    assertThat(ticker.sleeps.get(0)).isBetween(Duration.ofNanos(500_000), Duration.ofMillis(1));
    assertThat(ticker.sleeps.get(3)).isBetween(Duration.ofMillis(4), Duration.ofMillis(8));
    assertThat(ticker.sleeps.subList(5, 39))
        .allSatisfy(
            pause -> assertThat(pause).isBetween(Duration.ofMillis(10), Duration.ofMillis(20)));
    assertThat(ticker.sleeps.subList(5, 39)).as("jittered").doesNotHaveDuplicates();
    assertCounted("applied");
    assertThat(waited()).isEqualTo(ticker.sleeps.stream().reduce(Duration.ZERO, Duration::plus));
  }

  @Test
  void theWaitEndsAtItsLimitAfterALastLook() {
    progress.onQuestion = watch::look;

    assertThat(fence.await(TOKEN)).isFalse();

    assertThat(waited()).isEqualTo(TIMEOUT);
    assertThat(progress.questions).isEqualTo(ticker.sleeps.size() + 1);
    assertCounted("timeout");
  }

  @Test
  void nobodyWaitsWhileThereIsNoWatermark() {
    progress.watermark = Optional.empty();
    watch.look();

    assertThat(fence.await(TOKEN)).isFalse();
    assertThat(progress.questions).isZero();
    assertCounted("skipped");
    assertThat(registry.get("fence.wait").timer().count()).isZero();
  }

  @Test
  void nobodyWaitsWhileTheWatermarkIsOld() {
    progress.streamSince(InvalidatorWatch.SILENCE.plusMillis(1));
    watch.look();

    assertThat(fence.await(TOKEN)).isFalse();
    assertCounted("skipped");
  }

  @Test
  void aWaitEndsWhenTheInvalidatorFallsSilent() {
    InvalidatorFence patient = fence(Duration.ofMinutes(1));

    assertThat(patient.await(TOKEN)).isFalse();
    assertThat(waited()).isBetween(Duration.ofMillis(2_990), Duration.ofMillis(3_020));
    assertCounted("skipped");
  }

  @Test
  void nobodyWaitsWhenRedisFails() {
    progress.failing = true;

    assertThat(fence.await(TOKEN)).isFalse();
    assertThat(ticker.sleeps).isEmpty();
    assertCounted("failed");
  }

  @Test
  void aTimeoutOfZeroSwitchesWaitingOff() {
    progress.passedAtQuestion = 1;

    assertThat(fence(Duration.ZERO).await(TOKEN)).isFalse();
    assertThat(progress.questions).isZero();
    assertCounted("skipped");
  }

  @Test
  void anInterruptedThreadStopsWaitingAndStaysInterrupted() {
    ticker.interrupt();

    assertThat(fence.await(TOKEN)).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    assertCounted("failed");
  }

  private InvalidatorFence fence(Duration timeout) {
    return new InvalidatorFence(progress, watch, new FenceMetrics(registry), timeout, ticker);
  }

  private void assertCounted(String result) {
    for (String tag : new String[] {"applied", "timeout", "skipped", "failed"}) {
      assertThat(registry.get("fence.waits").tag("result", tag).counter().count())
          .as(tag)
          .isEqualTo(tag.equals(result) ? 1 : 0);
    }
  }

  private Duration waited() {
    return Duration.ofNanos(
        (long) registry.get("fence.wait").timer().totalTime(TimeUnit.NANOSECONDS));
  }
}
