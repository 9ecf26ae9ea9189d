package dev.freshet.invalidator.capture.postgres;

import dev.freshet.rules.TableName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Asks the database which one it is. */
public final class Origins {

  /**
   * An altered definition is a new version of its row in the catalog, which {@code xmin} tells. A
   * partition can be emptied by itself without a change event, but not without new storage. The
   * array of relations keeps the planner's estimate so low that it compiles nothing.
   */
  private static final String ORIGIN =
      """
      with recursive wanted as (
        select * from unnest(array[:names]::text[], array[:schemas]::text[], array[:tables]::text[])
          as w (name, schema, relname)
      ), schemas as (
        select n.oid, n.nspname
        from pg_namespace n
        where :schema in ('', n.nspname::text) and left(n.nspname, 8) <> 'pg_temp_'
          and (select count(*) from wanted where schema = '') =
              (select count(*) from pg_class c
               where c.relnamespace = n.oid and c.relkind in ('r', 'p', 'f', 'v', 'm')
                 and c.relname in (select relname from wanted where schema = ''))
          and exists (select from wanted where schema = '')
      ), roots as (
        select c.oid, w.name as relname
        from wanted w
        join pg_namespace n
          on n.nspname = w.schema
          or w.schema = '' and (select count(*) from schemas) = 1
             and n.oid = (select oid from schemas limit 1)
        join pg_class c on c.relnamespace = n.oid and c.relname = w.relname
        where c.relkind in ('r', 'p', 'f', 'v', 'm')
      ), tree as (
        select relname as tablename, oid from roots
        union
        select t.tablename, i.inhrelid from tree t join pg_inherits i on i.inhparent = t.oid
      ), published as (
        select c.oid, to_jsonb(t) as definition
        from pg_publication_tables t
        join pg_namespace n on n.nspname = t.schemaname
        join pg_class c on c.relnamespace = n.oid and c.relname = t.tablename
        where t.pubname = :publication and c.oid = any (array(select oid from tree))
      ), relations as (
        select t.tablename, c.oid, c.xmin, c.relkind, c.relpersistence, c.relreplident,
               c.relispartition, c.relnamespace, c.reltype, c.relrowsecurity, c.relforcerowsecurity,
               p.definition,
               array(select a.relid::oid from pg_partition_ancestors(c.oid) a
                     where a.relid::oid in (select oid from published)) as through
        from unnest(array(select oid from tree)) r (oid)
        join pg_class c on c.oid = r.oid
        join tree t on t.oid = r.oid
        left join published p on p.oid = r.oid
      ), named as (
        select r.tablename, r.oid, n.nspname, c.relname,
               case when r.relkind in ('v', 'm') then 'is a view, which the log does not carry'
                    when r.relkind = 'f' then 'is a foreign table, which the log does not carry'
                    when r.relkind <> 'r' then null
                    when r.relpersistence <> 'p' then 'is unlogged'
                    when r.definition is null and r.through = '{}'
                      then 'is not in the publication'
                    when exists (select from published p
                                 where (p.oid = r.oid or p.oid = any (r.through))
                                   and p.definition ->> 'rowfilter' is not null)
                      then 'has a row filter in the publication'
               end as problem,
               r.definition is not null as published
        from relations r
        join pg_class c on c.oid = r.oid
        join pg_namespace n on n.oid = c.relnamespace
      ), identity_columns as (
        select r.tablename, r.oid, r.relkind, a.attname, a.attgenerated,
               coalesce((select bool_or(p.definition -> 'attnames' @> to_jsonb(a.attname::text))
                         from published p where p.oid = r.oid or p.oid = any (r.through)),
                        a.attgenerated = '') as is_published
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
        select 'table ' || r.tablename || ' ' || r.oid || ' ' || coalesce(r.definition::text, '')
        from relations r
        union all
        select 'name ' || r.oid || ' ' || t.xmin || ' ' || n.xmin
        from relations r
        join pg_type t on t.oid = r.reltype
        join pg_namespace n on n.oid = r.relnamespace
        union all
        select 'member ' || r.oid || ' ' || r.xmin
        from pg_publication_rel r
        join pg_publication p on p.oid = r.prpubid
        where p.pubname = :publication and r.prrelid in (select oid from relations)
        union all
        %s
        select 'column ' || a.attrelid || ' ' || a.attnum || ' ' || a.xmin
        from pg_attribute a
        where a.attrelid in (select oid from roots union select oid from published)
          and a.attnum > 0 and not a.attisdropped
        union all
        select 'child ' || i.inhrelid || ' ' || i.inhparent || ' ' || i.xmin
        from pg_inherits i where i.inhrelid in (select oid from relations)
        union all
        select 'partition ' || r.oid || ' ' || coalesce(pg_relation_filenode(r.oid), 0)
        from relations r where r.relispartition
        union all
        select 'security ' || r.oid || ' ' || r.relrowsecurity || ' ' || r.relforcerowsecurity
               || coalesce((select r.xmin::text where exists (
                    select from pg_policy p where p.polrelid = r.oid)), '')
        from relations r
        union all
        select 'policy ' || p.oid || ' ' || p.xmin
        from pg_policy p where p.polrelid in (select oid from relations)
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
             array(select nspname::text from schemas order by 1) as schemas,
             array(select array[tablename::text, nspname::text, relname::text]
                   from named where published order by 1) as captured,
             array(select array[r.relname::text, n.nspname::text, c.relname::text]
                   from roots r
                   join pg_class c on c.oid = r.oid
                   join pg_namespace n on n.oid = c.relnamespace order by 1) as roots,
             array(select name from wanted
                   where schema <> '' and name not in (select relname from roots)
                   order by 1) as absent,
             array(select nspname || '.' || relname || ' ' || problem
                   from named where problem is not null order by 1) as missing,
             array(select r.nspname || '.' || r.relname || '.' || c.attname
                   from identity_columns c
                   join named r on r.oid = c.oid
                   where r.problem is null and c.relkind = 'r' and not c.is_published
                     and (c.attgenerated = ''
                          or current_setting('server_version_num')::int >= 180000)
                   order by 1) as unpublished,
             array(select array[c.tablename::text, c.attname::text]
                   from identity_columns c
                   where c.is_published
                   group by c.tablename, c.attname
                   having count(*) = (select count(*) from relations r
                                      where r.tablename = c.tablename)) as identities
      from pg_control_system()
      """;

  /** PostgreSQL 14 publishes no schemas. */
  private static final String SCHEMA_MEMBERS =
      """
      select 'schema ' || s.oid || ' ' || s.xmin
      from pg_publication_namespace s
      join pg_publication p on p.oid = s.pnpubid
      where p.pubname = :publication and s.pnnspid in (select relnamespace from relations)
      union all
      """;

  private final JdbcClient database;
  private final String publication;
  private final String schema;
  private final List<TableName> tables;

  /**
   * Asks about the tables of a publication.
   *
   * @param schema of the tables that are named without one; empty: the one that has them all
   * @param tables whose changes matter
   */
  public Origins(
      JdbcClient database, String publication, String schema, Collection<TableName> tables) {
    this.database = database;
    this.publication = publication;
    this.schema = schema;
    this.tables = List.copyOf(tables);
  }

  /**
   * The present origin.
   *
   * @throws org.springframework.dao.DataAccessException if PostgreSQL cannot be asked
   */
  public Origin now() {
    boolean publishesSchemas =
        database
            .sql("select to_regclass('pg_catalog.pg_publication_namespace') is not null")
            .query(Boolean.class)
            .single();
    return database
        .sql(ORIGIN.formatted(publishesSchemas ? SCHEMA_MEMBERS : ""))
        .param("publication", publication)
        .param("schema", schema)
        .param("names", tables.stream().map(TableName::toString).toList())
        .param("schemas", tables.stream().map(table -> table.schema().orElse("")).toList())
        .param("tables", tables.stream().map(TableName::name).toList())
        .query((row, number) -> origin(row))
        .single();
  }

  private Origin origin(ResultSet row) throws SQLException {
    Map<TableName, Set<String>> identities = new HashMap<>();
    for (Object pair : (Object[]) row.getArray("identities").getArray()) {
      String[] names = (String[]) pair;
      identities.computeIfAbsent(TableName.of(names[0]), any -> new HashSet<>()).add(names[1]);
    }
    return new Origin(
        row.getString("system_identifier"),
        row.getString("timeline"),
        row.getString("tables"),
        new ReplicaIdentities(identities),
        texts(row, "unpublished"),
        relations(row));
  }

  private CapturedRelations relations(ResultSet row) throws SQLException {
    List<String> schemas = texts(row, "schemas");
    List<String> unqualified =
        tables.stream().filter(table -> table.schema().isEmpty()).map(TableName::name).toList();
    if (!unqualified.isEmpty() && schemas.size() != 1) {
      return new CapturedRelations(Map.of(), Map.of(), List.of(whichSchema(schemas, unqualified)));
    }
    List<String> missing = new ArrayList<>(texts(row, "missing"));
    texts(row, "absent").forEach(name -> missing.add(name + " does not exist"));
    Map<RelationName, TableName> captured = new HashMap<>();
    for (String[] name : names(row, "captured")) {
      captured.put(new RelationName(name[1], name[2]), TableName.of(name[0]));
    }
    Map<TableName, RelationName> roots = new HashMap<>();
    for (String[] name : names(row, "roots")) {
      roots.put(TableName.of(name[0]), new RelationName(name[1], name[2]));
    }
    return new CapturedRelations(captured, roots, missing);
  }

  private static String whichSchema(List<String> schemas, List<String> tables) {
    return schemas.isEmpty()
        ? "no schema has the tables " + String.join(", ", tables)
        : "the schemas %s all have the tables. Set freshet.capture.schema to the one that the API reads"
            .formatted(String.join(", ", schemas));
  }

  private static List<String[]> names(ResultSet row, String column) throws SQLException {
    List<String[]> names = new ArrayList<>();
    for (Object each : (Object[]) row.getArray(column).getArray()) {
      names.add((String[]) each);
    }
    return names;
  }

  private static List<String> texts(ResultSet row, String column) throws SQLException {
    return List.of((String[]) row.getArray(column).getArray());
  }
}
