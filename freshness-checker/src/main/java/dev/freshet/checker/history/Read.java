package dev.freshet.checker.history;

import java.util.Map;

/**
 * A read that was answered.
 *
 * @param api which API process answered it, from 0
 * @param begin before the request was sent
 * @param end after the answer was there
 * @param cacheStatus the header of that name
 * @param seen the version of each row that the page shows; empty if there is no such page
 */
public record Read(
    Page page, int api, long begin, long end, String cacheStatus, Map<Row, Long> seen) {

  public Read {
    seen = Map.copyOf(seen);
  }

  /** Whether the cache had it. */
  public boolean isHit() {
    return cacheStatus.endsWith("; hit");
  }

  /** What the page shows of the row, or {@link Page#NOTHING}. */
  long seen(Row row) {
    return seen.getOrDefault(row, Page.NOTHING);
  }
}
