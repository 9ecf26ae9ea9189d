package dev.freshet.rules.listings;

/** What a change does to the result of a filter. */
enum Effect {
  /** The row was not in it and is not. */
  NONE,
  /** The row was in it and stays, if it ever was: the total is the same. */
  STAY,
  /** The row enters or leaves, or may do so: the total changes, which every page shows. */
  COUNT
}
