package dev.freshet.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A value and how long it is cached yet.
 *
 * @param life at most what was left to some value of the key before this one was read; zero: that
 *     is not known
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record Lasting(byte[] bytes, Duration life) {

  /** A value of which that is not known; null if there is none. */
  static @Nullable Lasting of(byte @Nullable [] bytes) {
    return bytes == null ? null : new Lasting(bytes, Duration.ZERO);
  }
}
