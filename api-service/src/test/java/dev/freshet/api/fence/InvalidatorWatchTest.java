package dev.freshet.api.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.cache.trust.AgedWatermark;
import dev.freshet.catalog.CatalogKeys;
import dev.freshet.time.Ticker;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class InvalidatorWatchTest {

  private final FakeProgress progress = new FakeProgress();
  private final FakeTicker ticker = new FakeTicker();
  private final Staleness staleness =
      new Staleness(progress, Optional.of(Duration.ofSeconds(10)), ticker, CatalogKeys.SPACE);
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

  @Test
  void healthShowsThatTheCacheIsBypassed() {
    InvalidatorHealthIndicator health = new InvalidatorHealthIndicator(watch, staleness);
    assertDegraded(health.health()).containsEntry("cache", "bypassed");

    progress.completeSince(Duration.ofSeconds(11));
    watch.look();
    assertDegraded(health.health())
        .containsEntry("cache", "bypassed")
        .containsEntry("staleness_seconds", 11.0)
        .containsEntry("age_seconds", 0.0);

    progress.completeSince(Duration.ofSeconds(2));
    watch.look();
    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    assertThat(health.health().getDetails())
        .containsEntry("cache", "used")
        .containsEntry("staleness_seconds", 2.0);
  }

  @Test
  void healthIsDegradedWhileNobodyStreams() {
    InvalidatorHealthIndicator health =
        new InvalidatorHealthIndicator(
            watch, new Staleness(progress, Optional.empty(), ticker, CatalogKeys.SPACE));
    assertDegraded(health.health()).containsEntry("watermark", "unknown");

    progress.streamSince(Duration.ofMillis(250));
    watch.look();
    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    assertThat(health.health().getDetails())
        .containsEntry("age_seconds", 0.25)
        .containsEntry("lsn", "0/16B3748")
        .doesNotContainKey("commit_time");

    ticker.pass(Duration.ofSeconds(3));
    assertDegraded(health.health()).containsEntry("age_seconds", 3.25);

    progress.watermark = Optional.empty();
    watch.look();
    assertDegraded(health.health()).containsEntry("watermark", "unknown");
  }

  private static org.assertj.core.api.MapAssert<String, Object> assertDegraded(Health health) {
    assertThat(health.getStatus().getCode()).isEqualTo("DEGRADED");
    return assertThat(health.getDetails());
  }

  private static long watchers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("invalidator-watch"))
        .count();
  }
}
