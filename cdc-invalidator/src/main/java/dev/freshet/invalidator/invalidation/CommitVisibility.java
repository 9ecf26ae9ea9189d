package dev.freshet.invalidator.invalidation;

import java.time.Duration;
import java.util.Collection;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Waits until committed transactions are visible to every new snapshot of the primary.
 *
 * <p>A commit can be decoded before it is visible: its record is flushed first, the transaction
 * leaves the list of running ones afterwards, and with synchronous replication only when the
 * standby has answered. A key deleted in between could be filled again with the old row.
 */
final class CommitVisibility {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

  private final Supplier<VisiblePoint> now;
  private final LongSupplier newXid;

  CommitVisibility(Supplier<VisiblePoint> now, LongSupplier newXid) {
    this.now = now;
    this.newXid = newXid;
  }

  static CommitVisibility in(JdbcClient database) {
    return new CommitVisibility(
        database
                .sql(
                    """
                    select pg_current_snapshot()::text as snapshot,
                           pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint as lsn
                    """)
                .query(
                    (row, n) ->
                        new VisiblePoint(
                            TransactionSnapshot.of(row.getString("snapshot")), row.getLong("lsn")))
            ::single,
        database.sql("select pg_current_xact_id()::text::bigint").query(Long.class)::single);
  }

  /**
   * Never waits: for commits of long ago, where there is no database to ask. So that each change is
   * applied for itself, none counts as one that was visible before.
   */
  static CommitVisibility assumed() {
    VisiblePoint everyTransactionIsOver =
        new VisiblePoint(TransactionSnapshot.of(Long.MAX_VALUE + ":0:"), Long.MIN_VALUE);
    return new CommitVisibility(() -> everyTransactionIsOver, () -> 0);
  }

  /**
   * Waits for as long as it takes for these commits.
   *
   * @param xids the 32 low bits of their transaction ids
   * @return a moment in which they were all visible
   * @throws org.springframework.dao.DataAccessException if PostgreSQL cannot be asked
   */
  VisiblePoint await(Collection<Long> xids) throws InterruptedException {
    return await(snapshot -> xids.stream().allMatch(snapshot::sees));
  }

  /**
   * Waits until every transaction that has begun to write by now is over, so that whatever has been
   * committed by now is visible.
   *
   * @return a moment in which it was
   * @throws org.springframework.dao.DataAccessException if PostgreSQL cannot be asked
   */
  VisiblePoint awaitAll() throws InterruptedException {
    // A new id is greater than all that are in use; a snapshot alone does not list the newest ones.
    long next = newXid.getAsLong();
    return await(snapshot -> snapshot.xmin() > next);
  }

  private VisiblePoint await(Predicate<TransactionSnapshot> reached) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    VisiblePoint point = now.get();
    while (!reached.test(point.snapshot())) {
      Thread.sleep(pause.toMillis());
      Duration next = pause.multipliedBy(2);
      pause = next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
      point = now.get();
    }
    return point;
  }
}
