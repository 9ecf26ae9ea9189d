package dev.freshet.checker.history;

/**
 * A part of what clients read, or all of it, that shows rows. Whether it shows a row follows from
 * that row alone.
 */
public interface Place {

  /** Stands for a row that a place does not show. */
  long NOTHING = 0;

  /**
   * What the place shows of the row after the change.
   *
   * @return a version, or {@link #NOTHING}
   */
  long shows(Change change);

  /** Whether every row that belongs there is there, however many there are. */
  boolean isWhole();
}
