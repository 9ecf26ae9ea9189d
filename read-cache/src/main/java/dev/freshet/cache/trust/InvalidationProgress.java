package dev.freshet.cache.trust;

import dev.freshet.cache.CacheUnavailableException;
import dev.freshet.keys.FenceToken;
import java.util.Optional;

/**
 * How far the invalidator has come, as it says in Redis. The questions to Redis throw {@link
 * CacheUnavailableException} when it does not answer in time.
 */
public interface InvalidationProgress {

  /**
   * Whether all that was committed up to the token is applied: whatever is cached from now on was
   * loaded after it. False as well when that is too long ago to be known.
   */
  boolean isPassed(FenceToken token);

  /** What the invalidator wrote last; empty if there is nothing that can be understood. */
  Optional<AgedWatermark> watermark();

  /**
   * Another number after each loss of the connection to Redis. What was read before it may come
   * from another server, or another state of the server, than what is read after it.
   */
  long losses();
}
