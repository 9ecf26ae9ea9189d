package dev.freshet.invalidation.visibility;

/**
 * A moment of the database, which tells the changes that every later load sees from the others.
 *
 * @param snapshot the transactions that were visible
 * @param lsn the end of the write-ahead log shortly afterwards: nothing behind it was visible
 */
public record VisiblePoint(TransactionSnapshot snapshot, long lsn) {

  /** One in which every transaction is over. */
  public static VisiblePoint ofAll(long lsn) {
    return new VisiblePoint(TransactionSnapshot.of(Long.MAX_VALUE + ":0:"), lsn);
  }

  /**
   * Whether the change was visible.
   *
   * @param xid the 32 low bits of its transaction's id
   * @param changeLsn where it is in the write-ahead log
   */
  public boolean sees(long xid, long changeLsn) {
    return changeLsn <= lsn && snapshot.sees(xid);
  }
}
