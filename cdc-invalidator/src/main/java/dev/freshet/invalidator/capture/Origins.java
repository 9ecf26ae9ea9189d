package dev.freshet.invalidator.capture;

import dev.freshet.invalidator.invalidation.CapturedTable;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Asks the database which one it is. */
final class Origins {

  /**
   * An altered definition is a new version of its row in the catalog, which {@code xmin} tells. A
   * partition can be emptied by itself without a change event, but not without new storage.
   */
  private static final String ORIGIN =
      """
      with tables as (
        select c.oid, t.*
        from pg_publication_tables t
        join pg_namespace n on n.nspname = t.schemaname
        join pg_class c on c.relnamespace = n.oid and c.relname = t.tablename
        where t.pubname = :publication and t.tablename in (:tables)
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
      )
      select system_identifier::text as system_identifier,
             ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int::text
               as timeline,
             (select coalesce(md5(string_agg(line, ',' order by line)), '') from lines) as tables
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
        .query(Origin.class)
        .single();
  }
}
