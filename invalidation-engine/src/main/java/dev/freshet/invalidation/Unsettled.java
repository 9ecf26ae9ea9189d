package dev.freshet.invalidation;

import dev.freshet.invalidation.visibility.VisiblePoint;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Transactions that had written to the tables, and were not over, when the cache was purged because
 * changes may have been missed. Theirs may never come: they were made while nobody would be told of
 * them. So when one of them is over, what was cached meanwhile may lack them. Not thread-safe.
 */
final class Unsettled {

  private final Map<Long, String> writers = new HashMap<>();

  /**
   * Adds transactions.
   *
   * @param more in words, by the 32 low bits of their ids
   */
  void add(Map<Long, String> more) {
    writers.putAll(more);
  }

  boolean isEmpty() {
    return writers.isEmpty();
  }

  /** Whether one of them was over at that moment. */
  boolean hasOver(VisiblePoint point) {
    return writers.keySet().stream().anyMatch(point.snapshot()::sees);
  }

  /** To be called once the cache has been purged since then. */
  void removeOver(VisiblePoint point) {
    writers.keySet().removeIf(point.snapshot()::sees);
  }

  void clear() {
    writers.clear();
  }

  /** Who they are. */
  @Override
  public String toString() {
    return String.join(", ", new TreeSet<>(writers.values()));
  }
}
