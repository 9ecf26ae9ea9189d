package dev.freshet.invalidation.redis;

import dev.freshet.invalidation.redis.ClusterSlots.Place;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether keys may have escaped scans of all nodes of a Redis Cluster, one after the other,
 * because their slots were moved meanwhile.
 *
 * <p>A key that is not moved is found by one scan. One that is moved once during two scans is found
 * by one of them: it is on the node that it came from all through its turn in the first, or on the
 * other one all through its turn in the second. So a slot is settled after a scan in which it did
 * not move, and after two in which it was moved from one node to one other. A slot that is moved
 * away and back between two looks is not noticed.
 */
final class SlotMoves {

  private ClusterSlots last;
  private Map<Integer, List<String>> routes = Map.of();
  private final Set<Integer> settled = new HashSet<>();

  /**
   * @param before the slots as the first scan begins
   */
  SlotMoves(ClusterSlots before) {
    this.last = before;
  }

  /**
   * Whether all nodes are to be scanned once more.
   *
   * @param after the slots as a scan has ended
   */
  boolean mayHaveHidden(ClusterSlots after) {
    Map<Integer, List<String>> now = routes(last, after);
    Set<Integer> all = new HashSet<>(last.places().keySet());
    all.addAll(after.places().keySet());
    all.stream()
        .filter(slot -> !now.containsKey(slot) || isOneMove(routes.get(slot), now.get(slot)))
        .forEach(settled::add);
    last = after;
    routes = now;
    return !settled.containsAll(all);
  }

  private static boolean isOneMove(@Nullable List<String> before, List<String> now) {
    return now.size() == 2 && now.equals(before);
  }

  /** Of each slot that moved, the nodes that its keys may have been on, in order. */
  private static Map<Integer, List<String>> routes(ClusterSlots before, ClusterSlots after) {
    Map<Integer, List<String>> routes = new HashMap<>();
    Set<Integer> slots = new HashSet<>(before.places().keySet());
    slots.addAll(after.places().keySet());
    for (int slot : slots) {
      Place from = before.places().get(slot);
      Place to = after.places().get(slot);
      if (from == null || to == null) {
        // Nobody has said where it is, so that nothing is known of its way.
        routes.put(slot, List.of());
      } else if (!from.equals(to) || from.isMoving()) {
        Set<String> nodes = new LinkedHashSet<>();
        nodes.add(from.node());
        nodes.add(from.target());
        nodes.add(to.node());
        nodes.add(to.target());
        routes.put(slot, List.copyOf(nodes));
      }
    }
    return routes;
  }
}
