package dev.freshet.invalidation.redis;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * On which nodes of a Redis Cluster the keys of each slot may be.
 *
 * @param places by slot; nothing where there is no Cluster
 */
record ClusterSlots(Map<Integer, Place> places) {

  private static final String MYSELF = "myself";

  /** Fields before the slots: id, address, flags, master, ping, pong, epoch, state of the link. */
  private static final int FIRST_SLOT = 8;

  private static final Pattern RANGE = Pattern.compile("(?<first>\\d+)(-(?<last>\\d+))?");

  /** A slot on its way to another node; on its way here it is marked by {@code -<-}. */
  private static final Pattern LEAVING = Pattern.compile("\\[(?<slot>\\d+)->-(?<to>[^\\]]+)]");

  ClusterSlots {
    places = Map.copyOf(places);
  }

  /**
   * What the masters say of themselves, as each alone knows which of its slots are on their way.
   *
   * @param answers each one's to {@code CLUSTER NODES}
   */
  static ClusterSlots of(Collection<String> answers) {
    Map<Integer, Place> places = new HashMap<>();
    answers.stream()
        .flatMap(String::lines)
        .map(line -> line.split(" "))
        .filter(fields -> fields.length > FIRST_SLOT && isMyself(fields))
        .forEach(fields -> add(fields, places));
    return new ClusterSlots(places);
  }

  private static boolean isMyself(String[] fields) {
    return Set.of(fields[2].split(",")).contains(MYSELF);
  }

  private static void add(String[] fields, Map<Integer, Place> places) {
    String node = fields[0];
    for (int i = FIRST_SLOT; i < fields.length; i++) {
      Matcher range = RANGE.matcher(fields[i]);
      if (range.matches()) {
        int first = Integer.parseInt(range.group("first"));
        int last = range.group("last") == null ? first : Integer.parseInt(range.group("last"));
        for (int slot = first; slot <= last; slot++) {
          places.put(slot, new Place(node, node));
        }
      }
      Matcher leaving = LEAVING.matcher(fields[i]);
      if (leaving.matches()) {
        places.put(Integer.parseInt(leaving.group("slot")), new Place(node, leaving.group("to")));
      }
    }
  }

  /**
   * Where a slot's keys may be.
   *
   * @param node that has it
   * @param target where its keys are moved to; the node itself while they are not
   */
  record Place(String node, String target) {

    boolean isMoving() {
      return !node.equals(target);
    }
  }
}
