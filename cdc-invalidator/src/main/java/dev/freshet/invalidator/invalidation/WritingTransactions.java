package dev.freshet.invalidator.invalidation;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tells in words which transactions the server has that have begun to write, in any database. */
public final class WritingTransactions {

  /** Since when others' sessions have been at it is told only to roles that may read it. */
  static final String ALL =
      """
      select a.backend_xid as xid,
             format('process %s of database %s', a.pid, a.datname)
               || coalesce(' since ' || date_trunc('second', a.xact_start), '') as description
      from pg_stat_activity a where a.backend_xid is not null
      union all
      select p.transaction,
             format('prepared transaction %s of database %s since %s',
                    p.gid, p.database, date_trunc('second', p.prepared))
      from pg_prepared_xacts p
      """;

  private final JdbcClient database;

  public WritingTransactions(JdbcClient database) {
    this.database = database;
  }

  /**
   * The one that has begun to write before all others; empty if there is none.
   *
   * @throws org.springframework.dao.DataAccessException if PostgreSQL cannot be asked
   */
  public Optional<String> oldest() {
    return database
        .sql("select description from (%s) t order by age(xid) desc limit 1".formatted(ALL))
        .query(String.class)
        .optional();
  }

  /**
   * Those of these that there are.
   *
   * @param xids the 32 low bits of their ids, not empty
   * @return by such an id
   * @throws org.springframework.dao.DataAccessException if PostgreSQL cannot be asked
   */
  Map<Long, String> of(Collection<Long> xids) {
    String sql =
        "select xid::text::bigint as xid, description from (%s) t where xid::text::bigint in (:xids)";
    return byXid(database.sql(sql.formatted(ALL)).param("xids", xids));
  }

  /** The rows of a query for {@code xid} and {@code description}. */
  static Map<Long, String> byXid(JdbcClient.StatementSpec query) {
    return query
        .query((row, n) -> Map.entry(row.getLong("xid"), row.getString("description")))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, same) -> one));
  }
}
