package dev.freshet.invalidator.invalidation;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

  /** Most transactions are over by then. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final List<String> TABLES =
      Stream.of(CapturedTable.values()).map(CapturedTable::sqlName).toList();

  /**
   * Whoever has written to a table holds a lock of these on it, and one on its own id, until it is
   * visible that this has been committed, or that it has not. All locks are looked at in the same
   * moment: a transaction that is prepared meanwhile passes them to another one. Tables of these
   * names in other schemas do no harm here.
   */
  private static final String WRITERS =
      """
      with recursive tree as (
        select c.oid from pg_class c where c.relname in (:tables) and c.relkind in ('r', 'p')
        union
        select i.inhrelid from tree t join pg_inherits i on i.inhparent = t.oid
      ), locks as materialized (
        select * from pg_locks where granted
      ), writers as (
        select distinct on (l.virtualtransaction) x.transactionid as xid
        from locks l join locks x on x.virtualtransaction = l.virtualtransaction
        where l.locktype = 'relation'
          and l.database = (select oid from pg_database where datname = current_database())
          and l.relation in (select oid from tree)
          and l.mode in ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock',
                         'AccessExclusiveLock')
          and x.locktype = 'transactionid' and x.mode = 'ExclusiveLock'
        -- The oldest: the others are of its savepoints.
        order by l.virtualtransaction, age(x.transactionid) desc
      )
      select w.xid::text::bigint as xid,
             coalesce(t.description, 'transaction ' || w.xid) as description
      from writers w left join (%s) t on t.xid = w.xid
      """
          .formatted(WritingTransactions.ALL);

  private final Supplier<VisiblePoint> now;
  private final Supplier<Map<Long, String>> writers;
  private final Function<Collection<Long>, Map<Long, String>> transactions;

  /**
   * Visibility in a database, which is asked by these.
   *
   * @param writers who has written to the tables and is not over, in words, by the 32 low bits of
   *     its id
   * @param transactions who has these ids, as far as that is known
   */
  CommitVisibility(
      Supplier<VisiblePoint> now,
      Supplier<Map<Long, String>> writers,
      Function<Collection<Long>, Map<Long, String>> transactions) {
    this.now = now;
    this.writers = writers;
    this.transactions = transactions;
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
        () -> WritingTransactions.byXid(database.sql(WRITERS).param("tables", TABLES)),
        new WritingTransactions(database)::of);
  }

  /**
   * Never waits: for commits of long ago, where there is no database to ask. So that each change is
   * applied for itself, none counts as one that was visible before.
   */
  static CommitVisibility assumed() {
    VisiblePoint everyTransactionIsOver =
        new VisiblePoint(TransactionSnapshot.of(Long.MAX_VALUE + ":0:"), Long.MIN_VALUE);
    return new CommitVisibility(() -> everyTransactionIsOver, Map::of, xids -> Map.of());
  }

  /**
   * The present moment.
   *
   * @throws org.springframework.dao.DataAccessException if PostgreSQL cannot be asked
   */
  VisiblePoint now() {
    return now.get();
  }

  /**
   * Waits for these commits.
   *
   * @param xids the 32 low bits of their transaction ids
   * @return a moment in which they were all visible
   * @throws NotVisibleException if they are not yet, after a while; to be called again
   * @throws org.springframework.dao.DataAccessException if PostgreSQL cannot be asked
   */
  VisiblePoint await(Collection<Long> xids) throws InterruptedException {
    Pauses pauses = new Pauses();
    VisiblePoint point = now.get();
    Set<Long> left = unseen(xids, point);
    while (!left.isEmpty()) {
      if (pauses.areOver()) {
        throw new NotVisibleException(
            "committed, but not visible yet, perhaps for a synchronous standby that does not answer: "
                + described(left));
      }
      pauses.pause();
      point = now.get();
      left = unseen(left, point);
    }
    return point;
  }

  private static Set<Long> unseen(Collection<Long> xids, VisiblePoint point) {
    return xids.stream()
        .filter(xid -> !point.snapshot().sees(xid))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private String described(Set<Long> xids) {
    Map<Long, String> known = transactions.apply(xids);
    return xids.stream()
        .map(xid -> known.getOrDefault(xid, "transaction " + xid))
        .collect(Collectors.joining(", "));
  }

  /**
   * Waits a little until every transaction is over that has written to the tables by now: whatever
   * has been committed to them by now, but for those that are left, is visible. No other
   * transactions matter, however long they take.
   *
   * @return those that are not over, in words, by the 32 low bits of their ids
   * @throws org.springframework.dao.DataAccessException if PostgreSQL cannot be asked
   */
  Map<Long, String> awaitWriters() throws InterruptedException {
    Map<Long, String> running = new HashMap<>(writers.get());
    Pauses pauses = new Pauses();
    while (!running.isEmpty()) {
      running.keySet().removeIf(now.get().snapshot()::sees);
      if (running.isEmpty() || pauses.areOver()) {
        break;
      }
      pauses.pause();
    }
    return running;
  }

  /** Growing ones, until patience is at an end. */
  private static final class Pauses {

    private final long end = System.nanoTime() + PATIENCE.toNanos();
    private Duration next = FIRST_PAUSE;

    boolean areOver() {
      return System.nanoTime() > end;
    }

    void pause() throws InterruptedException {
      Thread.sleep(next.toMillis());
      Duration doubled = next.multipliedBy(2);
      next = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
  }
}
