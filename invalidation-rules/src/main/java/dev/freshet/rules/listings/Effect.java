package dev.freshet.rules.listings;

/** What a change does to the result of a filter. */
public enum Effect {
  /** The row was not in it and is not. */
  NONE,
  /** The row was in it and stays, if it ever was: the total is the same. */
  STAY,
  /** The row comes into it. */
  ENTER,
  /** The row goes out of it. */
  LEAVE,
  /** The row may have been in it, and may be: whether it was and is, is not distinguished. */
  UNSURE;

  /** Whether the total changes, which every page shows, or may do so. */
  boolean changesTotal() {
    return this != NONE && this != STAY;
  }
}
