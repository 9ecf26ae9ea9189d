package dev.freshet.spring;

import dev.freshet.cache.near.NearCache;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** Up without a lease as well, as reads then ask Redis; degraded where that is not trusted. */
final class NearHealthIndicator implements HealthIndicator {

  private static final Status DEGRADED =
      new Status("DEGRADED", "This process has no lease; reads go to the database");

  private final NearCache near;
  private final boolean strict;

  /**
   * @param strict whether Redis is not trusted without a lease
   */
  NearHealthIndicator(NearCache near, boolean strict) {
    this.near = near;
    this.strict = strict;
  }

  @Override
  public Health health() {
    return Health.status(strict && !near.isInvalidated() ? DEGRADED : Status.UP)
        .withDetail("lease", near.isRunning() ? held() : "not asked for")
        .withDetail("values", near.size())
        .withDetail("sessions", near.begun())
        .build();
  }

  private String held() {
    return near.isGranted() ? "held" : "none";
  }
}
