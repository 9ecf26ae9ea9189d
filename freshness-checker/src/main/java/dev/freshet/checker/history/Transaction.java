package dev.freshet.checker.history;

/**
 * When a transaction was what.
 *
 * @param id PostgreSQL's, which changes refer to; {@link #UNKNOWN} if it was not committed
 * @param begin not later than its beginning
 * @param committed not before its commit
 * @param applied not before its invalidation was applied
 */
public record Transaction(long id, long begin, long committed, long applied) {

  public static final long UNKNOWN = 0;

  /** The time of what was not seen to happen. */
  public static final long NEVER = Long.MAX_VALUE;

  /** Of which nothing is known but that it was committed. */
  static Transaction unknown(long id) {
    return new Transaction(id, Long.MIN_VALUE, NEVER, NEVER);
  }
}
