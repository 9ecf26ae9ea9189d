package dev.freshet.invalidation;

import dev.freshet.invalidation.visibility.VisiblePoint;
import dev.freshet.keys.Kind;
import dev.freshet.rules.RowChange;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What purges have settled: a value that was filled after one was loaded after it, and so shows
 * every change that was visible when the purge began. Such changes, which a backlog or the rest of
 * a large transaction still brings, need no deletion.
 */
final class Purged {

  private final Map<Kind, VisiblePoint> points = new TreeMap<>();

  /**
   * Adds a purge that is complete.
   *
   * @param point from before it began
   */
  void add(Set<Kind> kinds, VisiblePoint point) {
    kinds.forEach(kind -> points.put(kind, point));
  }

  /** The kinds of which no value can lack the change. */
  Set<Kind> settledFor(RowChange change) {
    Set<Kind> settled = new TreeSet<>();
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
