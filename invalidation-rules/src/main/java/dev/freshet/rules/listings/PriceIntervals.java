package dev.freshet.rules.listings;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Filters of one category, or of none, that do not search names, by their price intervals.
 *
 * <p>A centered interval tree over the fixed range of prices, so that it needs no balancing: an
 * interval is kept at the smallest binary subrange (64 to 127, say) that contains it, whose center
 * it contains too. So of a subrange's intervals those contain a price below the center that do not
 * begin above it, and a price from the center on, those that do not end below it: with one list
 * sorted by either bound, only filters that match are looked at.
 */
final class PriceIntervals {

  private static final Comparator<PageFilter> BY_MIN =
      order(PageFilter::minCents, filter -> -filter.maxCents());
  private static final Comparator<PageFilter> BY_MAX =
      order(filter -> -filter.maxCents(), PageFilter::minCents);

  /** Small, as there may be many of these, for as many categories. */
  private final Map<Long, Node> nodes = new HashMap<>(2);

  /** One bit for each level that has nodes. */
  private long levels;

  /** Total: of the conditions, filters of one category without a search differ in nothing else. */
  private static Comparator<PageFilter> order(
      ToLongFunction<PageFilter> first, ToLongFunction<PageFilter> second) {
    return Comparator.comparingLong(first)
        .thenComparingLong(second)
        .thenComparingInt(PageFilter::stockCode);
  }

  /** The filter with the same conditions; this one, which is added, if there is none. */
  PageFilter intern(PageFilter filter) {
    levels |= 1L << level(filter);
    return nodes
        .computeIfAbsent(id(level(filter), low(filter)), id -> new Node(center(filter)))
        .intern(filter);
  }

  void remove(PageFilter filter) {
    long id = id(level(filter), low(filter));
    @Nullable Node node = nodes.get(id);
    if (node != null && node.remove(filter)) {
      nodes.remove(id);
    }
  }

  boolean isEmpty() {
    return nodes.isEmpty();
  }

  /** Visits the filters whose intervals contain the price. */
  void visit(long cents, Consumer<PageFilter> visitor) {
    for (long rest = levels; rest != 0; rest &= rest - 1) {
      @Nullable Node node = nodes.get(id(Long.numberOfTrailingZeros(rest), cents));
      if (node != null) {
        node.visit(cents, visitor);
      }
    }
  }

  void visitAll(Consumer<PageFilter> visitor) {
    nodes.values().forEach(node -> node.byMin.forEach(visitor));
  }

  /**
   * The lower bound; the bounds of an interval that contains nothing may be the wrong way round.
   */
  private static long low(PageFilter filter) {
    return Math.min(filter.minCents(), filter.maxCents());
  }

  /** How many of the lower bits differ between the two bounds. */
  private static int level(PageFilter filter) {
    return Long.SIZE - Long.numberOfLeadingZeros(filter.minCents() ^ filter.maxCents());
  }

  private static long center(PageFilter filter) {
    int level = level(filter);
    return level == 0 ? low(filter) : (low(filter) >> level << level) + (1L << (level - 1));
  }

  /** Prices have 40 bits, which leaves room for the level above them. */
  private static long id(int level, long cents) {
    return (long) level << 48 | cents >> level;
  }

  private static final class Node {

    private final long center;
    private final List<PageFilter> byMin = new ArrayList<>(1);
    private final List<PageFilter> byMax = new ArrayList<>(1);

    Node(long center) {
      this.center = center;
    }

    PageFilter intern(PageFilter filter) {
      int place = Collections.binarySearch(byMin, filter, BY_MIN);
      if (place >= 0) {
        return byMin.get(place);
      }
      byMin.add(-place - 1, filter);
      byMax.add(-Collections.binarySearch(byMax, filter, BY_MAX) - 1, filter);
      return filter;
    }

    /** Whether the node is now empty. */
    boolean remove(PageFilter filter) {
      byMin.remove(Collections.binarySearch(byMin, filter, BY_MIN));
      byMax.remove(Collections.binarySearch(byMax, filter, BY_MAX));
      return byMin.isEmpty();
    }

    void visit(long cents, Consumer<PageFilter> visitor) {
      boolean isBelow = cents < center;
      for (PageFilter filter : isBelow ? byMin : byMax) {
        if (isBelow ? filter.minCents() > cents : filter.maxCents() < cents) {
          return;
        }
        visitor.accept(filter);
      }
    }
  }
}
