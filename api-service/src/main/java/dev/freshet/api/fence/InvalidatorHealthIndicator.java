package dev.freshet.api.fence;

import dev.freshet.api.cache.AgedWatermark;
import dev.freshet.keys.Watermark;
import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** Degraded, and never down, while nobody streams changes: every request is still answered. */
final class InvalidatorHealthIndicator implements HealthIndicator {

  private static final Status DEGRADED =
      new Status(
          "DEGRADED", "Nobody streams changes; cached values may be stale until they expire");

  private final InvalidatorWatch watch;

  InvalidatorHealthIndicator(InvalidatorWatch watch) {
    this.watch = watch;
  }

  @Override
  public Health health() {
    return watch
        .watermark()
        .map(InvalidatorHealthIndicator::health)
        .orElseGet(() -> Health.status(DEGRADED).withDetail("watermark", "unknown").build());
  }

  private static Health health(AgedWatermark seen) {
    Watermark watermark = seen.watermark();
    boolean streaming = seen.age().compareTo(InvalidatorWatch.SILENCE) <= 0;
    Health.Builder health =
        Health.status(streaming ? Status.UP : DEGRADED)
            .withDetail("age_seconds", seconds(seen.age()))
            .withDetail("lsn", watermark.lsn())
            .withDetail("slot", watermark.slot())
            .withDetail("instance", watermark.instance());
    watermark.commitTime().ifPresent(time -> health.withDetail("commit_time", time.toString()));
    return health.build();
  }

  private static double seconds(Duration age) {
    return age.toMillis() / 1000.0;
  }
}
