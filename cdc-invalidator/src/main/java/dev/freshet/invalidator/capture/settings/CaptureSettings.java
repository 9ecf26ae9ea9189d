package dev.freshet.invalidator.capture.settings;

import dev.freshet.time.Pauses;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How to follow the write-ahead log.
 *
 * @param slot name of the replication slot, which is created if it is missing
 * @param publication name of the publication, which must exist
 * @param schema of the tables; empty: the one that has them all
 * @param heartbeatInterval how often to acknowledge the position while nothing changes
 * @param instance names this invalidator in the watermark
 * @param retryMin the first pause after a failure; it doubles with each failure
 * @param retryMax the longest pause after a failure
 */
@Validated
@ConfigurationProperties("freshet.capture")
public record CaptureSettings(
    @Pattern(regexp = "[a-z0-9_]{1,50}") @DefaultValue("freshet") String slot,
    @NotBlank @DefaultValue("freshet") String publication,
    @DefaultValue("") String schema,
    @DurationMin(millis = 100) @DurationMax(minutes = 1) @DefaultValue("500ms")
        Duration heartbeatInterval,
    @NotBlank @DefaultValue("cdc-invalidator") String instance,
    @DurationMin(millis = 10) @DefaultValue("100ms") Duration retryMin,
    @DurationMin(millis = 10) @DurationMax(minutes = 5) @DefaultValue("5s") Duration retryMax) {

  private static final double RETRY_JITTER = 0.2;

  /**
   * @throws IllegalArgumentException if the longest pause is shorter than the first
   */
  public CaptureSettings {
    if (retryMax.compareTo(retryMin) < 0) {
      throw new IllegalArgumentException("freshet.capture.retry-max is less than retry-min");
    }
  }

  public Pauses pauses() {
    return new Pauses(retryMin, retryMax, RETRY_JITTER);
  }
}
