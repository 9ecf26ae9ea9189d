package dev.freshet.rules.explanation;

/**
 * Something in the cache that a change makes wrong.
 *
 * @param what keys, or a rule by which keys are found
 * @param why in a few words
 */
record Affected(String what, String why) {

  @Override
  public String toString() {
    return what + ": " + why;
  }
}
