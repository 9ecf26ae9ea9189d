package dev.freshet.spring;

import dev.freshet.cache.fence.InvalidatorWatch;
import dev.freshet.cache.fence.Staleness;
import dev.freshet.cache.trust.AgedWatermark;
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

  private static final Status BYPASSED =
      new Status(
          "DEGRADED", "Cached values may be staler than is allowed; reads go to the database");

  private final InvalidatorWatch watch;
  private final Staleness staleness;

  InvalidatorHealthIndicator(InvalidatorWatch watch, Staleness staleness) {
    this.watch = watch;
    this.staleness = staleness;
  }

  @Override
  public Health health() {
    boolean trusted = staleness.holds();
    Health.Builder health =
        watch
            .watermark()
            .map(seen -> health(seen, trusted))
            .orElseGet(
                () ->
                    Health.status(trusted ? DEGRADED : BYPASSED)
                        .withDetail("watermark", "unknown"));
    staleness.atMost().ifPresent(atMost -> health.withDetail("staleness_seconds", seconds(atMost)));
    return health.withDetail("cache", trusted ? "used" : "bypassed").build();
  }

  private static Health.Builder health(AgedWatermark seen, boolean trusted) {
    Watermark watermark = seen.watermark();
    boolean streaming = seen.age().compareTo(InvalidatorWatch.SILENCE) <= 0;
    Status unlessBypassed = streaming ? Status.UP : DEGRADED;
    Health.Builder health =
        Health.status(trusted ? unlessBypassed : BYPASSED)
            .withDetail("age_seconds", seconds(seen.age()))
            .withDetail("lsn", watermark.lsn())
            .withDetail("slot", watermark.slot())
            .withDetail("instance", watermark.instance());
    watermark.commitTime().ifPresent(time -> health.withDetail("commit_time", time.toString()));
    return health;
  }

  private static double seconds(Duration age) {
    return age.toMillis() / 1000.0;
  }
}
