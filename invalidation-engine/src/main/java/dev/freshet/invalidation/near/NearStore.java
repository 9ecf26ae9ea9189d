package dev.freshet.invalidation.near;

import dev.freshet.invalidation.cache.CacheException;
import dev.freshet.keys.near.NearDeletion;
import dev.freshet.keys.near.NearMessage;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What the near tier needs of Redis. Every method throws {@link CacheException}. */
public interface NearStore {

  /**
   * Appends an entry to the bounded stream of deletions.
   *
   * @return false if the watermark is not of the entry's run, and nothing was done
   */
  boolean publish(NearDeletion entry) throws InterruptedException;

  /**
   * Publishes which renewals are granted, and notes in the watermark that there are leases. Nothing
   * is granted where Redis was restarted since the run's first checkpoint, or readers may use
   * another server: who has a lease may trust what Redis has.
   *
   * @param renewals by session
   * @param gone sessions that never get another one
   * @return false if the watermark is not of the run, or the server is another, and nothing was
   *     done
   */
  boolean grant(String run, Map<String, Long> renewals, Collection<String> gone)
      throws InterruptedException;

  /**
   * Forgets which renewals other runs have granted.
   *
   * @param nodes the servers of the run's first checkpoint, on which alone it grants
   * @return whether the watermark says that there may be leases
   */
  boolean takeOver(String nodes) throws InterruptedException;

  /** Notes in the watermark that there are no leases, if it is of the run. */
  void forgetGrants(String run) throws InterruptedException;

  /**
   * Waits a little for messages of processes. Used by one thread.
   *
   * @return those that came since the last call, in their order; not those from before the first
   */
  List<NearMessage> receive() throws InterruptedException;
}
