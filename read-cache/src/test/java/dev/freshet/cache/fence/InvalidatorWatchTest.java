package dev.freshet.cache.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.cache.TestKinds;
import dev.freshet.cache.trust.AgedWatermark;
import dev.freshet.time.Ticker;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InvalidatorWatchTest {

  private final FakeProgress progress = new FakeProgress();
  private final FakeTicker ticker = new FakeTicker();
  private final Staleness staleness =
      new Staleness(progress, Optional.of(Duration.ofSeconds(10)), ticker, TestKinds.CATALOG);
  private final InvalidatorWatch watch = new InvalidatorWatch(progress, staleness, ticker);

  @Test
  void beforeTheFirstLookItMayBeStreaming() {
    assertThat(watch.mayBeStreaming()).isTrue();
    assertThat(watch.watermark()).isEmpty();
  }

  @Test
  void theAgeGrowsBetweenLooks() {
    progress.streamSince(Duration.ofMillis(400));
    watch.look();
    ticker.pass(Duration.ofMillis(2_600));

    assertThat(watch.watermark())
        .contains(
            new AgedWatermark(
                FakeProgress.WATERMARK, Optional.empty(), Duration.ofSeconds(3), Optional.empty()));
    assertThat(watch.mayBeStreaming()).isTrue();
    ticker.pass(Duration.ofMillis(1));
    assertThat(watch.mayBeStreaming()).isFalse();
  }

  @Test
  void aLookThatFailsMakesItUnknown() {
    progress.streamSince(Duration.ofMillis(400));
    watch.look();
    progress.failing = true;
    watch.look();

    assertThat(watch.watermark()).isEmpty();
    assertThat(watch.mayBeStreaming()).isFalse();
    progress.failing = false;
    watch.look();
    assertThat(watch.mayBeStreaming()).isTrue();
  }

  @Test
  void looksWhileItRunsWhateverFailsAndStopsWithItsThread() {
    progress.failing = true;
    InvalidatorWatch running = new InvalidatorWatch(progress, staleness, Ticker.SYSTEM);
    assertThat(running.isRunning()).isFalse();
    for (int i = 0; i < 2; i++) {
      int before = progress.looks.get();
      running.start();
      assertThat(running.isRunning()).isTrue();
      assertThat(watchers()).isEqualTo(1);
      await().until(() -> progress.looks.get() >= before + 2);
      running.stop();
      assertThat(running.isRunning()).isFalse();
      await().until(() -> watchers() == 0);
    }
  }

  @Test
  void whatALookHasFoundGrowsOldWhileOthersFail() {
    progress.completeSince(Duration.ofSeconds(2));
    watch.look();
    assertThat(staleness.atMost()).contains(Duration.ofSeconds(2));

    progress.failing = true;
    ticker.pass(Duration.ofSeconds(8));
    watch.look();
    assertThat(staleness.atMost()).contains(Duration.ofSeconds(10));
    assertThat(staleness.holds()).isTrue();
    ticker.pass(Duration.ofMillis(1));
    assertThat(staleness.holds()).isFalse();
  }

  @Test
  void theTimeThatALookTakesCountsAsStaleness() {
    progress.completeSince(Duration.ofSeconds(2));
    progress.onLook = () -> ticker.pass(Duration.ofSeconds(5));
    watch.look();
    assertThat(staleness.atMost()).contains(Duration.ofSeconds(7));
  }

  @Test
  void whatCameByALostConnectionIsNotKnown() {
    progress.completeSince(Duration.ZERO);
    watch.look();
    assertThat(staleness.holds()).isTrue();
    progress.connection++;
    assertThat(staleness.holds()).isFalse();
    watch.look();
    assertThat(staleness.holds()).isTrue();

    progress.onLook = () -> progress.connection++;
    watch.look();
    assertThat(staleness.holds()).as("lost while it was asked for").isFalse();
  }

  private static long watchers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("invalidator-watch"))
        .count();
  }
}
