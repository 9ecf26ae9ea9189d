package dev.freshet.cache.trust;

import dev.freshet.keys.MaintainedKinds;
import dev.freshet.keys.Watermark;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A watermark, and how long ago it was written.
 *
 * @param kinds whose keys are deleted; empty if it does not say so, as one of an older version does
 *     not
 * @param age not negative
 * @param staleness how long ago it was that everything that was committed by then is applied; empty
 *     if that is not known
 */
public record AgedWatermark(
    Watermark watermark,
    Optional<MaintainedKinds> kinds,
    Duration age,
    Optional<Duration> staleness) {

  /**
   * The watermark that a hash holds.
   *
   * @param now ms since 1970, by the clock of the server that has the hash
   */
  public static Optional<AgedWatermark> of(Map<String, String> fields, long now) {
    Instant read = Instant.ofEpochMilli(now);
    return Watermark.time(fields.get(Watermark.APPLIED_AT))
        .flatMap(
            appliedAt ->
                Watermark.of(fields)
                    .map(
                        watermark ->
                            // The server that it was written on may have been another, with a clock
                            // that is ahead.
                            new AgedWatermark(
                                watermark,
                                MaintainedKinds.of(fields.get(MaintainedKinds.FIELD)),
                                notNegative(Duration.between(appliedAt, read)),
                                watermark
                                    .completeUntil()
                                    // Of a time to come it is not known how old it is.
                                    .filter(until -> !until.isAfter(read))
                                    .map(until -> Duration.between(until, read)))));
  }

  /** The same watermark, later. */
  public AgedWatermark after(Duration time) {
    return new AgedWatermark(watermark, kinds, age.plus(time), staleness.map(time::plus));
  }

  private static Duration notNegative(Duration age) {
    return age.isNegative() ? Duration.ZERO : age;
  }
}
