package dev.freshet.invalidator.capture;

/**
 * Notices a change that breaks the engine each time that it comes. Only a new slot, and a purge,
 * lead past it.
 */
final class StuckRuns {

  private static final int LIMIT = 5;

  private long position = -1;
  private int broken;

  /**
   * Adds a run that has ended.
   *
   * @param wasBroken whether the engine itself has failed, not a server
   * @param appliedLsn how far all runs have come
   * @return whether this was one too many at the same position; the count then starts over
   */
  boolean add(boolean wasBroken, long appliedLsn) {
    broken = wasBroken && appliedLsn == position ? broken + 1 : wasBroken ? 1 : 0;
    position = appliedLsn;
    if (broken < LIMIT) {
      return false;
    }
    broken = 0;
    return true;
  }
}
