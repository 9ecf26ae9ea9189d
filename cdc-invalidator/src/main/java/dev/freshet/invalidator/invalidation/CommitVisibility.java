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
public final class CommitVisibility {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

  private final Supplier<String> snapshots;
  private final LongSupplier newXid;

  CommitVisibility(Supplier<String> snapshots, LongSupplier newXid) {
    this.snapshots = snapshots;
    this.newXid = newXid;
  }

  static CommitVisibility in(JdbcClient database) {
    return new CommitVisibility(
        database.sql("select pg_current_snapshot()::text").query(String.class)::single,
        database.sql("select pg_current_xact_id()::text::bigint").query(Long.class)::single);
  }

  /** Never waits: for commits of long ago, where there is no database to ask. */
  static CommitVisibility assumed() {
    String everyTransactionIsOver = Long.MAX_VALUE + ":0:";
    return new CommitVisibility(() -> everyTransactionIsOver, () -> 0);
  }

  /**
   * Waits for as long as it takes for these commits.
   *
   * @param xids the 32 low bits of their transaction ids
   * @throws org.springframework.dao.DataAccessException if PostgreSQL cannot be asked
   */
  void await(Collection<Long> xids) throws InterruptedException {
    if (!xids.isEmpty()) {
      await(snapshot -> xids.stream().allMatch(snapshot::sees));
    }
  }

  /**
   * Waits until every transaction that has begun to write by now is over, so that whatever has been
   * committed by now is visible.
   *
   * @throws org.springframework.dao.DataAccessException if PostgreSQL cannot be asked
   */
  public void awaitAll() throws InterruptedException {
    // A new id is greater than all that are in use; a snapshot alone does not list the newest ones.
    long next = newXid.getAsLong();
    await(snapshot -> snapshot.xmin() > next);
  }

  private void await(Predicate<TransactionSnapshot> reached) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (!reached.test(snapshot())) {
      Thread.sleep(pause.toMillis());
      Duration next = pause.multipliedBy(2);
      pause = next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
    }
  }

  private TransactionSnapshot snapshot() {
    return TransactionSnapshot.of(snapshots.get());
  }
}
