package dev.freshet.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.cache.fence.InvalidatorWatch;
import dev.freshet.cache.fence.Staleness;
import dev.freshet.cache.trust.AgedWatermark;
import dev.freshet.cache.trust.CachedKinds;
import dev.freshet.cache.trust.InvalidationProgress;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.KeySpace;
import dev.freshet.keys.Namespace;
import dev.freshet.keys.Watermark;
import dev.freshet.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.MapAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class InvalidatorHealthIndicatorTest {

  private static final CachedKinds KINDS =
      new CachedKinds(new KeySpace(new Namespace("shop"), Map.of()), Set.of());

  private final Progress progress = new Progress();
  private final StoppedTicker ticker = new StoppedTicker();
  private final Staleness staleness =
      new Staleness(progress, Optional.of(Duration.ofSeconds(10)), ticker, KINDS);
  private final InvalidatorWatch watch = new InvalidatorWatch(progress, staleness, ticker);

  @AfterEach
  void stop() {
    watch.stop();
  }

  @Test
  void showsThatTheCacheIsBypassed() {
    InvalidatorHealthIndicator health = new InvalidatorHealthIndicator(watch, staleness);
    assertDegraded(health.health()).containsEntry("cache", "bypassed");

    see(Duration.ZERO, Optional.of(Duration.ofSeconds(11)));
    assertDegraded(health.health())
        .containsEntry("cache", "bypassed")
        .containsEntry("staleness_seconds", 11.0)
        .containsEntry("age_seconds", 0.0);

    see(Duration.ZERO, Optional.of(Duration.ofSeconds(2)));
    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    assertThat(health.health().getDetails())
        .containsEntry("cache", "used")
        .containsEntry("staleness_seconds", 2.0);
  }

  @Test
  void isDegradedWhileNobodyStreams() {
    InvalidatorHealthIndicator health =
        new InvalidatorHealthIndicator(
            watch, new Staleness(progress, Optional.empty(), ticker, KINDS));
    assertDegraded(health.health()).containsEntry("watermark", "unknown");

    see(Duration.ofMillis(250), Optional.empty());
    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    assertThat(health.health().getDetails())
        .containsEntry("age_seconds", 0.25)
        .containsEntry("lsn", "0/16B3748")
        .doesNotContainKey("commit_time");

    ticker.nanos.addAndGet(Duration.ofSeconds(3).toNanos());
    assertDegraded(health.health()).containsEntry("age_seconds", 3.25);

    see(Optional.empty());
    assertDegraded(health.health()).containsEntry("watermark", "unknown");
  }

  private void see(Duration age, Optional<Duration> behind) {
    Watermark watermark =
        new Watermark(
            "0/16B3748",
            Optional.empty(),
            "freshet",
            "1",
            "1",
            "host-1",
            behind.map(Instant.parse("2026-01-01T00:00:00Z")::minus),
            Optional.empty());
    see(Optional.of(new AgedWatermark(watermark, Optional.empty(), age, behind)));
  }

  /** Returns when all that was there before has been read, and this once. */
  private void see(Optional<AgedWatermark> watermark) {
    watch.stop();
    progress.watermark = watermark;
    int before = progress.looks.get();
    watch.start();
    await().until(() -> progress.looks.get() > before);
    await().until(() -> watch.watermark().isPresent() == watermark.isPresent());
    watch.stop();
  }

  private static MapAssert<String, Object> assertDegraded(Health health) {
    assertThat(health.getStatus().getCode()).isEqualTo("DEGRADED");
    return assertThat(health.getDetails());
  }

  private static final class Progress implements InvalidationProgress {

    private final AtomicInteger looks = new AtomicInteger();
    private volatile Optional<AgedWatermark> watermark = Optional.empty();

    @Override
    public boolean isPassed(FenceToken token) {
      return false;
    }

    @Override
    public Optional<AgedWatermark> watermark() {
      looks.incrementAndGet();
      return watermark;
    }

    @Override
    public long losses() {
      return 0;
    }
  }

  private static final class StoppedTicker implements Ticker {

    private final AtomicLong nanos = new AtomicLong();

    @Override
    public long nanoTime() {
      return nanos.get();
    }

    @Override
    public void sleep(long time) {
      nanos.addAndGet(time);
    }
  }
}
