package dev.freshet.rules.explanation;

import java.util.List;
import java.util.stream.Stream;

/**
 * Something in the cache that a change makes wrong.
 *
 * @param what keys, or a rule by which keys are found
 * @param why in a few words
 * @param ways from the row to what is wrong, value by value, if that is worth telling
 */
record Affected(String what, String why, List<String> ways) {

  Affected {
    ways = List.copyOf(ways);
  }

  Affected(String what, String why) {
    this(what, why, List.of());
  }

  /** In lines of text. */
  Stream<String> lines() {
    return Stream.concat(Stream.of(what + ": " + why), ways.stream().map(way -> "  " + way));
  }
}
