package dev.freshet.invalidator.capture;

import org.postgresql.replication.LogSequenceNumber;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up while changes are applied as they come, by this invalidator or another on the same slot. */
final class CaptureHealth implements HealthIndicator {

  private final CaptureStatus status;
  private final String slot;

  CaptureHealth(CaptureStatus status, String slot) {
    this.status = status;
    this.slot = slot;
  }

  @Override
  public Health health() {
    CaptureState state = status.state();
    boolean ready = state == CaptureState.STREAMING || state == CaptureState.STANDBY;
    Health.Builder health = ready && status.problem().isEmpty() ? Health.up() : Health.down();
    health
        .withDetail("state", state.tag())
        .withDetail("slot", slot)
        .withDetail("appliedLsn", LogSequenceNumber.valueOf(status.appliedLsn()).asString());
    status.problem().ifPresent(problem -> health.withDetail("problem", problem));
    return health.build();
  }
}
