package dev.freshet.spring;

import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * How stale a read may be.
 *
 * @param maxStaleness beyond which cached values are not returned; null: they always are. At least
 *     3 seconds, as an invalidator that keeps up is known to be current to the last second or two
 */
@Validated
@ConfigurationProperties("freshet")
record StalenessProperties(@DurationMin(seconds = 3) @Nullable Duration maxStaleness) {

  Optional<Duration> bound() {
    return Optional.ofNullable(maxStaleness);
  }
}
