package dev.freshet.invalidation;

import dev.freshet.keys.CachedKind;
import dev.freshet.rules.RowChange;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What purges have settled: a value that was filled after one was loaded after it, and so shows
 * every change that was visible when the purge began. Such changes, which a backlog or the rest of
 * a large transaction still brings, need no deletion.
 */
final class Purged {

  private final Map<CachedKind, VisiblePoint> points = new EnumMap<>(CachedKind.class);

  /**
   * Adds a purge that is complete.
   *
   * @param point from before it began
   */
  void add(Set<CachedKind> kinds, VisiblePoint point) {
    kinds.forEach(kind -> points.put(kind, point));
  }

  /** The kinds of which no value can lack the change. */
  Set<CachedKind> settledFor(RowChange change) {
    Set<CachedKind> settled = EnumSet.noneOf(CachedKind.class);
    points.forEach(
        (kind, point) -> {
          if (point.sees(change.xid(), change.lsn())) {
            settled.add(kind);
          }
        });
    return settled;
  }

  /** To be called when positions may begin again, on another server. */
  void clear() {
    points.clear();
  }
}
