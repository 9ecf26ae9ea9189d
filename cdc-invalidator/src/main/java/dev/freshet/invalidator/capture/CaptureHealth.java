package dev.freshet.invalidator.capture;

import org.postgresql.replication.LogSequenceNumber;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up while changes are applied as they come. */
final class CaptureHealth implements HealthIndicator {

  private final CaptureStatus status;
  private final String slot;

  CaptureHealth(CaptureStatus status, String slot) {
    this.status = status;
    this.slot = slot;
  }

  @Override
  public Health health() {
    boolean applying = status.state() == CaptureState.STREAMING && status.problem().isEmpty();
    Health.Builder health = applying ? Health.up() : Health.down();
    health
        .withDetail("state", status.state().tag())
        .withDetail("slot", slot)
        .withDetail("appliedLsn", LogSequenceNumber.valueOf(status.appliedLsn()).asString());
    status.problem().ifPresent(problem -> health.withDetail("problem", problem));
    return health.build();
  }
}
