package dev.freshet.cache;

import java.time.Duration;
import java.util.Optional;

/**
 * Which instance warms the cache, and what was warmed, as Redis knows it. Methods but for {@link
 * #release} throw {@link CacheUnavailableException} when Redis does not answer in time.
 */
public interface WarmingState {

  /** What {@link #finish} was called with last; empty if Redis does not know of it any longer. */
  Optional<String> warmed();

  /**
   * Takes the lock, if nobody has it.
   *
   * @param token unique to this attempt
   * @param ttl after which it is free again, unless it is renewed
   */
  boolean take(String token, Duration ttl);

  /** Keeps the lock for so long from now; false if it has another token, or none. */
  boolean renew(String token, Duration ttl);

  /** Gives the lock back and remembers what was warmed; false if it had another token, or none. */
  boolean finish(String token, String warmed);

  /** Gives the lock back, if it has the token. Does not wait, and does not throw. */
  void release(String token);
}
