package dev.freshet.invalidator.invalidation;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Waits until committed transactions are visible to every new snapshot of the primary.
 *
 * <p>A commit can be decoded before it is visible: its record is flushed first, the transaction
 * leaves the list of running ones afterwards, and with synchronous replication only when the
 * standby has answered. A key deleted in between could be filled again with the old row.
 */
final class CommitVisibility {

  private static final Logger log = LoggerFactory.getLogger(CommitVisibility.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final List<String> TABLES =
      Stream.of(CapturedTable.values()).map(CapturedTable::sqlName).toList();

  /**
   * Whoever has written to a table holds a lock of these on it until it is visible that this has
   * been committed, or that it has not. Tables of these names in other schemas do no harm here.
   */
  private static final String WRITERS =
      """
      with recursive tree as (
        select c.oid from pg_class c where c.relname in (:tables) and c.relkind in ('r', 'p')
        union
        select i.inhrelid from tree t join pg_inherits i on i.inhparent = t.oid
      )
      select distinct l.virtualtransaction,
             coalesce('process ' || l.pid || ' of ' || coalesce(a.usename::text, 'nobody'),
                      'a prepared transaction, see pg_prepared_xacts') as description
      from pg_locks l
      left join pg_stat_activity a on a.pid = l.pid
      where l.locktype = 'relation' and l.granted
        and l.database = (select oid from pg_database where datname = current_database())
        and l.relation in (select oid from tree)
        and l.mode in ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock',
                       'AccessExclusiveLock')
      """;

  private final Supplier<VisiblePoint> now;
  private final Supplier<Map<String, String>> writers;

  /**
   * @param writers who has written to the tables and is not over, in words, by what tells
   *     transactions apart
   */
  CommitVisibility(Supplier<VisiblePoint> now, Supplier<Map<String, String>> writers) {
    this.now = now;
    this.writers = writers;
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
        () ->
            database
                .sql(WRITERS)
                .param("tables", TABLES)
                .query((row, n) -> Map.entry(row.getString(1), row.getString(2)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /**
   * Never waits: for commits of long ago, where there is no database to ask. So that each change is
   * applied for itself, none counts as one that was visible before.
   */
  static CommitVisibility assumed() {
    VisiblePoint everyTransactionIsOver =
        new VisiblePoint(TransactionSnapshot.of(Long.MAX_VALUE + ":0:"), Long.MIN_VALUE);
    return new CommitVisibility(() -> everyTransactionIsOver, Map::of);
  }

  /**
   * Waits for as long as it takes for these commits.
   *
   * @param xids the 32 low bits of their transaction ids
   * @return a moment in which they were all visible
   * @throws org.springframework.dao.DataAccessException if PostgreSQL cannot be asked
   */
  VisiblePoint await(Collection<Long> xids) throws InterruptedException {
    Pauses pauses = new Pauses();
    VisiblePoint point = now.get();
    while (!xids.stream().allMatch(point.snapshot()::sees)) {
      pauses.pause();
      point = now.get();
    }
    return point;
  }

  /**
   * Waits until every transaction that has written to the tables by now is over, so that whatever
   * has been committed to them by now is visible. Other transactions are not waited for, however
   * long they take.
   *
   * @return a moment in which it was
   * @throws org.springframework.dao.DataAccessException if PostgreSQL cannot be asked
   */
  VisiblePoint awaitWriters() throws InterruptedException {
    Map<String, String> running = new HashMap<>(writers.get());
    Pauses pauses = new Pauses();
    long patience = System.nanoTime() + PATIENCE.toNanos();
    boolean named = false;
    while (!running.isEmpty()) {
      if (!named && System.nanoTime() > patience) {
        log.warn("A purge waits for what has written to the tables: {}", running.values());
        named = true;
      }
      pauses.pause();
      running.keySet().retainAll(writers.get().keySet());
    }
    return now.get();
  }

  /** Growing ones. */
  private static final class Pauses {

    private Duration next = FIRST_PAUSE;

    void pause() throws InterruptedException {
      Thread.sleep(next.toMillis());
      Duration doubled = next.multipliedBy(2);
      next = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
  }
}
