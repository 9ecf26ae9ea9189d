package dev.freshet.cache.fence;

import dev.freshet.keys.FenceToken;

/** Stands between a write that is committed and its answer. */
public interface Fence {

  /**
   * Waits, within limits, until all that was committed up to the token is applied. Never throws, as
   * the write has been made. The caller holds no database connection meanwhile.
   *
   * @return whether every read that begins from now on sees it
   */
  boolean await(FenceToken token);
}
