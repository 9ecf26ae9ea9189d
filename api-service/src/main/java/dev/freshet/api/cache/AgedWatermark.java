package dev.freshet.api.cache;

import dev.freshet.keys.Watermark;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A watermark, and how long ago it was written.
 *
 * @param age not negative
 */
public record AgedWatermark(Watermark watermark, Duration age) {

  private static final Pattern MILLIS = Pattern.compile("[0-9]{1,15}");

  /**
   * The watermark that a hash holds.
   *
   * @param now ms since 1970, by the clock of the server that has the hash
   */
  static Optional<AgedWatermark> of(Map<String, String> fields, long now) {
    @Nullable String appliedAt = fields.get(Watermark.APPLIED_AT);
    if (appliedAt == null || !MILLIS.matcher(appliedAt).matches()) {
      return Optional.empty();
    }
    // The server that it was written on may have been another, with a clock that is ahead.
    long age = Math.max(0, now - Long.parseLong(appliedAt));
    return Watermark.of(fields)
        .map(watermark -> new AgedWatermark(watermark, Duration.ofMillis(age)));
  }

  /** The same watermark, later. */
  public AgedWatermark after(Duration time) {
    return new AgedWatermark(watermark, age.plus(time));
  }
}
