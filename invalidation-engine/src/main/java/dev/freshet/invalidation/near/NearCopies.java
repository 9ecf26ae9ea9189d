package dev.freshet.invalidation.near;

import dev.freshet.invalidation.cache.CacheException;
import dev.freshet.keys.CacheKey;
import java.time.Duration;
import java.util.Collection;
import java.util.OptionalLong;

/**
 * Copies of values in the memories of processes. What {@link #deleted} and {@link #purged} were
 * told is passed on by {@link #publish}; when that is {@linkplain #isSettled settled}, no read that
 * begins then returns a copy from before.
 */
public interface NearCopies {

  /** There are none. */
  NearCopies NONE = new NearCopies() {};

  /**
   * To be called when the first checkpoint of a run is stored, and before its first fence. From
   * then on no process gets a lease but from this run.
   *
   * @param nodes the servers of that checkpoint
   * @param mayHaveLeases whether processes may have some from another run although Redis does not
   *     know
   * @throws CacheException if Redis cannot be asked
   */
  default void begin(String run, String nodes, boolean mayHaveLeases) throws InterruptedException {}

  /** Takes note of keys. To be called after their values are gone from Redis, not before. */
  default void deleted(Collection<CacheKey> keys) {}

  /** Takes note that any value may be gone from Redis. */
  default void purged() {}

  /**
   * Tells the processes of everything that was noted. Costs nothing while there are none.
   *
   * @return the number of the last entry, which all that was noted so far is in, or in one before;
   *     empty if another run goes on instead of this one
   * @throws CacheException if Redis does not take it; to be called again then
   */
  default OptionalLong publish() throws InterruptedException {
    return OptionalLong.of(0);
  }

  /**
   * Whether each process has acknowledged the entry, and all before it, or has lost its lease, and
   * whether the leases of another run are over.
   */
  default boolean isSettled(long entry) {
    return true;
  }

  /**
   * Waits until that is so, at most about two terms, however long processes are silent.
   *
   * @return whether it is
   */
  default boolean awaitSettled(long entry, Duration limit) throws InterruptedException {
    return true;
  }
}
