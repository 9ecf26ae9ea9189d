package dev.freshet.invalidator.invalidation;

import dev.freshet.invalidation.TransactionSnapshot;
import dev.freshet.invalidation.Transactions;
import dev.freshet.invalidation.VisiblePoint;
import dev.freshet.rules.CapturedTable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The transactions of the captured database. */
final class DatabaseTransactions implements Transactions {

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

  private final JdbcClient database;
  private final WritingTransactions writing;

  DatabaseTransactions(JdbcClient database) {
    this.database = database;
    this.writing = new WritingTransactions(database);
  }

  @Override
  public VisiblePoint now() {
    return database
        .sql(
            """
            select pg_current_snapshot()::text as snapshot,
                   pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint as lsn
            """)
        .query(
            (row, n) ->
                new VisiblePoint(
                    TransactionSnapshot.of(row.getString("snapshot")), row.getLong("lsn")))
        .single();
  }

  @Override
  public Map<Long, String> writers() {
    return WritingTransactions.byXid(database.sql(WRITERS).param("tables", TABLES));
  }

  @Override
  public Map<Long, String> describe(Collection<Long> xids) {
    return writing.of(xids);
  }
}
