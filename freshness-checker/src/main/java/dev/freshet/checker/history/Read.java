package dev.freshet.checker.history;

import java.util.Map;

/**
 * A read that was answered.
 *
 * @param api which API process answered it, from 0
 * @param begin before the request was sent
 * @param end after the answer was there
 * @param cacheStatus the header of that name; empty if there was none
 * @param seen as {@link Page#seen} has it
 */
public record Read(
    Page page, int api, long begin, long end, String cacheStatus, Map<Place, Map<Row, Long>> seen) {

  public Read {
    seen = Map.copyOf(seen);
  }

  /** Whether the answer says that the cache had it. */
  public boolean isHit() {
    return cacheStatus.endsWith("; hit") || isFromMemory();
  }

  /** Whether it says that the process had it in its memory, and did not ask Redis. */
  public boolean isFromMemory() {
    return cacheStatus.endsWith("; hit; detail=memory");
  }
}
