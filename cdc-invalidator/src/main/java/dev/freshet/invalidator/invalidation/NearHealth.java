package dev.freshet.invalidator.invalidation;

import dev.freshet.invalidation.near.LeasedCopies;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Always up: tells which processes are waited for, and how long that takes. */
final class NearHealth implements HealthIndicator {

  private final LeasedCopies copies;
  private final Timer acknowledgements;

  /**
   * @param acknowledgements how long they took; its maximum is that of the last minutes
   */
  NearHealth(LeasedCopies copies, Timer acknowledgements) {
    this.copies = copies;
    this.acknowledgements = acknowledgements;
  }

  @Override
  public Health health() {
    return Health.up()
        .withDetail("sessions", copies.sessions())
        .withDetail("expelled", copies.expelled())
        .withDetail("slowestAcknowledgementMillis", acknowledgements.max(TimeUnit.MILLISECONDS))
        .build();
  }
}
