package dev.freshet.api.fence;

import jakarta.validation.constraints.AssertTrue;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How writes wait for the invalidator.
 *
 * @param timeout after which a write is answered as pending; at most 1 minute. 0: no write waits,
 *     all are answered as pending
 */
@Validated
@ConfigurationProperties("freshet.fence")
record FenceProperties(@DefaultValue("2s") Duration timeout) {

  private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);

  @AssertTrue(message = "freshet.fence.timeout must be from 0 to 1m")
  boolean isTimeoutValid() {
    return !timeout.isNegative() && timeout.compareTo(LONGEST_TIMEOUT) <= 0;
  }
}
