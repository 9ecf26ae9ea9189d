package dev.freshet.api.fence;

import jakarta.validation.constraints.AssertTrue;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * How stale a read may be.
 *
 * @param maxStaleness beyond which cached values are not returned, at least 3 seconds; null: they
 *     always are
 */
@Validated
@ConfigurationProperties("freshet")
record StalenessProperties(@Nullable Duration maxStaleness) {

  /** An invalidator that keeps up is known to be current to the last second or two. */
  private static final Duration SHORTEST = Duration.ofSeconds(3);

  @AssertTrue(message = "freshet.max-staleness must be at least 3s, or not be set")
  boolean isMaxStalenessValid() {
    return maxStaleness == null || maxStaleness.compareTo(SHORTEST) >= 0;
  }

  Optional<Duration> bound() {
    return Optional.ofNullable(maxStaleness);
  }
}
