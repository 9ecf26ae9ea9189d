package dev.freshet.invalidator.capture;

import dev.freshet.invalidator.invalidation.CapturedTable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Asks the database which one it is. */
final class Origins {

  /**
   * An altered definition is a new version of its row in the catalog, which {@code xmin} tells. A
   * partition can be emptied by itself without a change event, but not without new storage. The
   * array of relations keeps the planner's estimate so low that it compiles nothing.
   */
  private static final String ORIGIN =
      """
      with tables as (
        select c.oid, t.*
        from pg_publication_tables t
        join pg_namespace n on n.nspname = t.schemaname
        join pg_class c on c.relnamespace = n.oid and c.relname = t.tablename
        where t.pubname = :publication and t.tablename in (:tables)
      ), relations as (
        select t.tablename, c.oid, c.relreplident
        from tables t
        cross join unnest(
          array(select t.oid union select p.relid from pg_partition_tree(t.oid) p)) r (oid)
        join pg_class c on c.oid = r.oid
      ), identity_columns as (
        select r.tablename, r.oid, a.attname
        from relations r
        join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
        where r.relreplident = 'f' or exists (
          select from pg_index i, unnest(i.indkey) with ordinality k (attnum, position)
          where i.indrelid = r.oid and i.indisvalid and k.attnum = a.attnum
            and k.position <= i.indnkeyatts
            and (r.relreplident = 'i' and i.indisreplident
                 or r.relreplident = 'd' and i.indisprimary))
      ), lines as (
        select 'publication ' || p.oid || ' ' || p.xmin as line
        from pg_publication p where p.pubname = :publication
        union all
        select 'table ' || to_jsonb(t)::text from tables t
        union all
        select 'member ' || r.oid || ' ' || r.xmin
        from pg_publication_rel r
        join pg_publication p on p.oid = r.prpubid
        where p.pubname = :publication and r.prrelid in (select oid from tables)
        union all
        select 'column ' || a.attrelid || ' ' || a.attnum || ' ' || a.xmin
        from pg_attribute a
        where a.attrelid in (select oid from tables) and a.attnum > 0 and not a.attisdropped
        union all
        select 'partition ' || p.relid::oid || ' ' || coalesce(pg_relation_filenode(p.relid), 0)
        from tables t, pg_partition_tree(t.oid) p where p.parentrelid is not null
        union all
        select 'identity ' || r.oid || ' ' || r.relreplident::text from relations r
        union all
        select 'identity index ' || i.indexrelid || ' ' || i.xmin
        from relations r join pg_index i on i.indrelid = r.oid and i.indisreplident
        union all
        select 'identity column ' || c.oid || ' ' || c.attname from identity_columns c
      )
      select system_identifier::text as system_identifier,
             ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int::text
               as timeline,
             (select coalesce(md5(string_agg(line, ',' order by line)), '') from lines) as tables,
             array(select c.tablename || ' ' || c.attname
                   from identity_columns c
                   group by c.tablename, c.attname
                   having count(*) = (select count(*) from relations r
                                      where r.tablename = c.tablename)) as identities
      from pg_control_system()
      """;

  private static final List<String> TABLES =
      Stream.of(CapturedTable.values()).map(CapturedTable::sqlName).toList();

  private final JdbcClient database;
  private final String publication;

  Origins(JdbcClient database, String publication) {
    this.database = database;
    this.publication = publication;
  }

  /**
   * The present origin.
   *
   * @throws org.springframework.dao.DataAccessException if PostgreSQL cannot be asked
   */
  Origin now() {
    return database
        .sql(ORIGIN)
        .param("publication", publication)
        .param("tables", TABLES)
        .query((row, number) -> origin(row))
        .single();
  }

  private static Origin origin(ResultSet row) throws SQLException {
    Map<CapturedTable, Set<String>> identities = new EnumMap<>(CapturedTable.class);
    for (String column : (String[]) row.getArray("identities").getArray()) {
      int space = column.indexOf(' ');
      CapturedTable.named(column.substring(0, space))
          .ifPresent(
              table ->
                  identities
                      .computeIfAbsent(table, any -> new HashSet<>())
                      .add(column.substring(space + 1)));
    }
    return new Origin(
        row.getString("system_identifier"),
        row.getString("timeline"),
        row.getString("tables"),
        new ReplicaIdentities(identities));
  }
}
