package dev.freshet.cache;

import dev.freshet.keys.Kind;
import dev.freshet.keys.Lifetimes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How values are cached.
 *
 * @param leaseWait how long a read waits for another's load before it loads by itself
 * @param life how long values live
 * @param lives of the kinds that live otherwise
 */
public record CacheSettings(Duration leaseWait, Life life, Map<Kind, Life> lives) {

  public CacheSettings {
    lives = Map.copyOf(lives);
  }

  /** How long a value that is stored now is to live, not the same each time. */
  Duration lifetime(Kind kind, boolean absent) {
    Life own = lives.getOrDefault(kind, life);
    if (absent) {
      return own.absentTtl();
    }
    double part = 1 - Lifetimes.TTL_JITTER * ThreadLocalRandom.current().nextDouble();
    return Duration.ofMillis(Math.max(1, (long) (own.ttl().toMillis() * part)));
  }

  /**
   * How long values live. None may live longer than {@link dev.freshet.keys.Lifetimes#TTL}.
   *
   * @param ttl of a value, less up to a tenth
   * @param absentTtl of "does not exist"
   */
  public record Life(Duration ttl, Duration absentTtl) {}
}
