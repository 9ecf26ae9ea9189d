package dev.freshet.rules.explanation;

import dev.freshet.rules.Lookup;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A database that is asked, for an explanation, what rules look up. */
@FunctionalInterface
public interface Answers {

  /** Asks all at once. */
  Found to(Set<Lookup> lookups);

  /**
   * What it has answered.
   *
   * @param moment that it shows, as a position in the write-ahead log, such as {@code 0/1A2B3C0}
   * @param values for keys, that each look-up leads to that was answered
   * @param tooMany those that lead to more than is worth while
   */
  record Found(String moment, Map<Lookup, List<List<String>>> values, Set<Lookup> tooMany) {}
}
