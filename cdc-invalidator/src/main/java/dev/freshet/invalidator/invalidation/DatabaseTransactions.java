package dev.freshet.invalidator.invalidation;

import dev.freshet.invalidation.lookup.LookupSql;
import dev.freshet.invalidation.visibility.Looked;
import dev.freshet.invalidation.visibility.LookupException;
import dev.freshet.invalidation.visibility.TransactionSnapshot;
import dev.freshet.invalidation.visibility.Transactions;
import dev.freshet.invalidation.visibility.VisiblePoint;
import dev.freshet.rules.Lookup;
import dev.freshet.rules.TableName;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The transactions of the captured database. */
public final class DatabaseTransactions implements Transactions {

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

  /** A statement that waits for a lock, or reads too much, must not hold up all other keys. */
  private static final int LOOKUP_SECONDS = 2;

  /** SQLSTATEs of a server that goes away, or cannot be asked anything. */
  private static final Pattern OUTAGE = Pattern.compile("08...|53...|57P..|58...|XX...");

  private final JdbcClient database;
  private final JdbcTemplate lookups;
  private final WritingTransactions writing;
  private final List<String> tables;

  /**
   * @param tables whose changes matter
   */
  public DatabaseTransactions(
      JdbcClient database, DataSource dataSource, Collection<TableName> tables) {
    this.database = database;
    this.lookups = new JdbcTemplate(dataSource);
    this.writing = new WritingTransactions(database);
    this.tables = tables.stream().map(TableName::name).distinct().toList();
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
  public Looked lookUp(Collection<Lookup> asked, int maxFanout) throws LookupException {
    LookupSql sql = LookupSql.of(asked, maxFanout);
    try {
      return Objects.requireNonNull(
          lookups.execute(
              (ConnectionCallback<Looked>) connection -> sql.ask(connection, LOOKUP_SECONDS)));
    } catch (DataAccessException e) {
      if (isOutage(e)) {
        throw e;
      }
      Throwable cause = e.getMostSpecificCause();
      throw new LookupException(
          String.valueOf(cause.getMessage()).lines().findFirst().orElse(""), e);
    }
  }

  private static boolean isOutage(DataAccessException e) {
    return !(e.getMostSpecificCause() instanceof SQLException cause)
        || cause.getSQLState() == null
        || OUTAGE.matcher(cause.getSQLState()).matches();
  }

  @Override
  public Map<Long, String> writers() {
    return WritingTransactions.byXid(database.sql(WRITERS).param("tables", tables));
  }

  @Override
  public Map<Long, String> describe(Collection<Long> xids) {
    return writing.of(xids);
  }
}
