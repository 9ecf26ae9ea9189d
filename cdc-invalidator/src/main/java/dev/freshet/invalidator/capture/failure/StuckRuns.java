package dev.freshet.invalidator.capture.failure;

/**
 * Notices a change that breaks the engine each time that it comes. Only a new slot, and a purge,
 * lead past it.
 */
public final class StuckRuns {

  private static final int LIMIT = 5;

  private long furthest = -1;
  private int broken;

  /**
   * Adds a run that has ended. One that an outage has ended proves nothing, neither that the change
   * can be read nor that it cannot.
   *
   * @param wasBroken whether it could not read on
   * @param lsn up to where it has come
   * @return whether this was one too many that came no further; the count then starts over
   */
  public boolean add(boolean wasBroken, long lsn) {
    if (lsn > furthest) {
      furthest = lsn;
      broken = 0;
    }
    broken += wasBroken ? 1 : 0;
    if (broken < LIMIT) {
      return false;
    }
    furthest = -1;
    broken = 0;
    return true;
  }
}
