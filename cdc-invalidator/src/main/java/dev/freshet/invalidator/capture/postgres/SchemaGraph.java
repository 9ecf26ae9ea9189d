package dev.freshet.invalidator.capture.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How the tables of a database refer to each other, as its catalog says. Of tables that have
 * partitions or children by inheritance there is the uppermost only.
 *
 * @param tables whose changes the log carries, by name, in the order of their names
 * @param keys which of them refer to which
 * @param others what has rows, or shows them, without the log carrying their changes
 * @param names of all that a query can read, by schema
 * @param parents of partitions and of children by inheritance, the uppermost of each
 */
public record SchemaGraph(
    Map<RelationName, Table> tables,
    List<ForeignKey> keys,
    List<Uncarried> others,
    Map<String, Set<String>> names,
    Map<RelationName, RelationName> parents) {

  /**
   * A table is one tree: what refers to a partition refers to it, as far as the log is concerned.
   * What an extension has made is not the user's.
   */
  private static final String TREES =
      """
      with recursive tree (root, oid) as (
        select c.oid, c.oid
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'f') and c.relpersistence <> 't'
          and n.nspname <> 'information_schema' and left(n.nspname, 3) <> 'pg_'
          and not exists (select from pg_inherits i where i.inhrelid = c.oid)
          and not exists (select from pg_depend d
                          where d.classid = 'pg_class'::regclass and d.objid = c.oid
                            and d.deptype = 'e')
        union
        select t.root, i.inhrelid from tree t join pg_inherits i on i.inhparent = t.oid
      )
      """;

  private static final String TABLES =
      TREES
          + """
            select r.oid::bigint as oid, n.nspname::text as schema, r.relname::text as name,
                   r.relkind = 'f' as is_foreign,
                   bool_or(c.relkind = 'f') as has_foreign,
                   bool_or(c.relkind = 'r' and c.relpersistence = 'u') as is_unlogged,
                   sum(greatest(c.reltuples, 0)) filter (where c.relkind <> 'p')::float8 as rows,
                   array(select a.attname::text
                         from pg_index i, unnest(i.indkey) with ordinality k (attnum, position)
                         join pg_attribute a on true
                         where i.indrelid = r.oid and i.indisprimary
                           and k.position <= i.indnkeyatts
                           and a.attrelid = r.oid and a.attnum = k.attnum
                         order by k.position) as primary_key
            from tree t
            join pg_class c on c.oid = t.oid
            join pg_class r on r.oid = t.root
            join pg_namespace n on n.oid = r.relnamespace
            group by r.oid, n.nspname
            order by n.nspname, r.relname
            """;

  private static final String COLUMNS =
      """
      select a.attrelid::bigint as oid, a.attname::text as name,
             format_type(a.atttypid, -1) as type,
             t.typtype::text as kind, t.typcategory::text as category,
             a.attgenerated <> '' as generated
      from pg_attribute a
      join pg_type t on t.oid = a.atttypid
      where a.attrelid = any (array[:tables]::bigint[]::oid[]) and a.attnum > 0
        and not a.attisdropped
      order by a.attrelid, a.attnum
      """;

  /** Those of a table with its children come last. */
  private static final String STATISTICS =
      """
      select schemaname::text as schema, tablename::text as name, attname::text as column_name,
             n_distinct::float8 as distinct_values, null_frac::float8 as nulls
      from pg_stats
      where left(schemaname, 3) <> 'pg_' and schemaname <> 'information_schema'
      order by inherited
      """;

  private static final String UNIQUE =
      """
      select i.indrelid::bigint as oid,
             array(select a.attname::text
                   from unnest(i.indkey) with ordinality k (attnum, position)
                   join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
                   where k.position <= i.indnkeyatts) as columns
      from pg_index i
      where i.indrelid = any (array[:tables]::bigint[]::oid[]) and i.indisunique and i.indisvalid
        and i.indpred is null and i.indexprs is null
      """;

  /** Those that partitions have only because their table has them are left out. */
  private static final String KEYS =
      TREES
          + """
            select distinct f.root::bigint as from_oid, t.root::bigint as to_oid,
                   array(select a.attname::text
                         from unnest(k.conkey) with ordinality u (attnum, position)
                         join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.attnum
                         order by u.position) as columns,
                   array(select a.attname::text
                         from unnest(k.confkey) with ordinality u (attnum, position)
                         join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.attnum
                         order by u.position) as to_columns
            from pg_constraint k
            join tree f on f.oid = k.conrelid
            join tree t on t.oid = k.confrelid
            where k.contype = 'f' and k.conparentid = 0
            order by 1, 3, 2, 4
            """;

  /** Through other views too. */
  private static final String VIEWS =
      TREES
          + """
            , direct (view, oid) as (
              select distinct r.ev_class, d.refobjid
              from pg_rewrite r
              join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
              where d.refclassid = 'pg_class'::regclass and d.refobjid <> r.ev_class
            ), reads (view, oid) as (
              select view, oid from direct
              union
              select r.view, d.oid from reads r join direct d on d.view = r.oid
            )
            select n.nspname::text as schema, v.relname::text as name,
                   v.relkind = 'm' as is_materialized,
                   array_agg(distinct t.root::bigint) as tables
            from reads r
            join tree t on t.oid = r.oid
            join pg_class v on v.oid = r.view and v.relkind in ('v', 'm')
            join pg_namespace n on n.oid = v.relnamespace
            where n.nspname <> 'information_schema' and left(n.nspname, 3) <> 'pg_'
            group by n.nspname, v.relname, v.relkind
            order by 1, 2
            """;

  private static final String PARENTS =
      TREES
          + """
            select t.root::bigint as root, n.nspname::text as schema, c.relname::text as name
            from tree t
            join pg_class c on c.oid = t.oid
            join pg_namespace n on n.oid = c.relnamespace
            where t.root <> t.oid
            """;

  private static final String NAMES =
      """
      select n.nspname::text as schema, array_agg(c.relname::text) as names
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'f', 'v', 'm') and left(n.nspname, 8) <> 'pg_temp_'
      group by n.nspname
      """;

  /**
   * A table.
   *
   * @param rows how many it has with its partitions, by its statistics; empty if it has none
   * @param unique sets of columns that are different in each row
   * @param columns by name, in their order
   */
  public record Table(
      RelationName name,
      OptionalDouble rows,
      List<String> primaryKey,
      List<Set<String>> unique,
      Map<String, Column> columns) {

    /** One of its columns, which it must have. */
    public Column column(String column) {
      return Objects.requireNonNull(columns.get(column), column);
    }
  }

  /**
   * One column.
   *
   * @param family only columns of the same can be compared
   * @param isForKeys whether keys can be written with its values
   * @param statistics empty if there are none, or none for this role
   */
  public record Column(
      String name,
      String type,
      String family,
      boolean isForKeys,
      boolean isGenerated,
      Optional<Statistics> statistics) {}

  /**
   * What a sample has shown of a column.
   *
   * @param distinct how many values there are; if negative, for each row
   * @param nulls how many of all rows have none: 0 to 1
   */
  public record Statistics(double distinct, double nulls) {}

  /** The columns of one table have the values that those of another have, in this order. */
  public record ForeignKey(
      RelationName from, List<String> columns, RelationName to, List<String> toColumns) {}

  /**
   * What has rows, or shows them, without the log carrying their changes.
   *
   * @param what it is, such as {@code a view}
   * @param tables that it reads or refers to
   */
  public record Uncarried(RelationName name, String what, Set<RelationName> tables) {

    public boolean isView() {
      return what.endsWith(" view");
    }
  }

  /** One of its tables, which must be among them. */
  public Table table(RelationName table) {
    return Objects.requireNonNull(tables.get(table), table::toString);
  }

  /**
   * Asks. No right to read tables is needed; without it there are no statistics of columns.
   *
   * @throws org.springframework.dao.DataAccessException if PostgreSQL cannot be asked
   */
  public static SchemaGraph of(JdbcClient database) {
    return new Asked(database).graph();
  }

  /** Collects the answers by the tables' numbers. */
  private static final class Asked {

    private final JdbcClient database;
    private final Map<Long, Head> heads = new LinkedHashMap<>();
    private final Map<Long, Map<String, Column>> columns = new HashMap<>();
    private final Map<Long, List<Set<String>>> unique = new HashMap<>();

    Asked(JdbcClient database) {
      this.database = database;
    }

    SchemaGraph graph() {
      database.sql(TABLES).query((row, n) -> Head.of(row)).list().forEach(this::add);
      readColumns();
      database
          .sql(UNIQUE)
          .param("tables", numbers())
          .query(
              row -> {
                unique
                    .computeIfAbsent(row.getLong("oid"), any -> new ArrayList<>())
                    .add(Set.copyOf(texts(row, "columns")));
              });
      Map<RelationName, Table> tables = new LinkedHashMap<>();
      heads.forEach(
          (oid, head) -> {
            if (head.uncarried().isEmpty()) {
              tables.put(head.name(), table(oid, head));
            }
          });
      List<ForeignKey> all = database.sql(KEYS).query((row, n) -> key(row)).list();
      List<ForeignKey> keys =
          all.stream()
              .filter(key -> tables.containsKey(key.from()) && tables.containsKey(key.to()))
              .toList();
      return new SchemaGraph(tables, keys, others(all), names(), parents());
    }

    private void add(Head head) {
      heads.put(head.oid(), head);
    }

    private List<Long> numbers() {
      // An empty list cannot be written as a parameter; no table has this number.
      return heads.isEmpty() ? List.of(0L) : List.copyOf(heads.keySet());
    }

    private void readColumns() {
      Map<List<String>, Statistics> statistics = new HashMap<>();
      database
          .sql(STATISTICS)
          .query(
              row -> {
                statistics.put(
                    List.of(
                        row.getString("schema"),
                        row.getString("name"),
                        row.getString("column_name")),
                    new Statistics(row.getDouble("distinct_values"), row.getDouble("nulls")));
              });
      database
          .sql(COLUMNS)
          .param("tables", numbers())
          .query(
              row -> {
                long oid = row.getLong("oid");
                RelationName table = name(oid);
                String name = row.getString("name");
                String family =
                    SchemaFacts.family(
                        row.getString("type"), row.getString("kind"), row.getString("category"));
                columns
                    .computeIfAbsent(oid, any -> new LinkedHashMap<>())
                    .put(
                        name,
                        new Column(
                            name,
                            row.getString("type"),
                            family,
                            SchemaFacts.isForKeys(family),
                            row.getBoolean("generated"),
                            Optional.ofNullable(
                                statistics.get(List.of(table.schema(), table.name(), name)))));
              });
    }

    private Table table(long oid, Head head) {
      return new Table(
          head.name(),
          head.rows(),
          head.primaryKey(),
          unique.getOrDefault(oid, List.of()),
          columns.getOrDefault(oid, Map.of()));
    }

    private ForeignKey key(ResultSet row) throws SQLException {
      return new ForeignKey(
          name(row.getLong("from_oid")),
          texts(row, "columns"),
          name(row.getLong("to_oid")),
          texts(row, "to_columns"));
    }

    private RelationName name(long oid) {
      return Objects.requireNonNull(heads.get(oid)).name();
    }

    private List<Uncarried> others(List<ForeignKey> keys) {
      List<Uncarried> others = new ArrayList<>();
      for (Head head : heads.values()) {
        head.uncarried()
            .ifPresent(
                what ->
                    others.add(
                        new Uncarried(
                            head.name(),
                            what,
                            keys.stream()
                                .filter(key -> key.from().equals(head.name()))
                                .map(ForeignKey::to)
                                .collect(Collectors.toSet()))));
      }
      others.addAll(database.sql(VIEWS).query((row, n) -> view(row)).list());
      return others;
    }

    private Uncarried view(ResultSet row) throws SQLException {
      Set<RelationName> tables = new HashSet<>();
      for (Object oid : (Object[]) row.getArray("tables").getArray()) {
        tables.add(name((Long) oid));
      }
      return new Uncarried(
          new RelationName(row.getString("schema"), row.getString("name")),
          row.getBoolean("is_materialized") ? "a materialized view" : "a view",
          tables);
    }

    private Map<String, Set<String>> names() {
      Map<String, Set<String>> names = new HashMap<>();
      database
          .sql(NAMES)
          .query(
              row -> {
                names.put(row.getString("schema"), Set.copyOf(texts(row, "names")));
              });
      return names;
    }

    private Map<RelationName, RelationName> parents() {
      Map<RelationName, RelationName> parents = new HashMap<>();
      database
          .sql(PARENTS)
          .query(
              row -> {
                parents.put(
                    new RelationName(row.getString("schema"), row.getString("name")),
                    name(row.getLong("root")));
              });
      return parents;
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
      return List.of((String[]) row.getArray(column).getArray());
    }
  }

  private record Head(
      long oid,
      RelationName name,
      Optional<String> uncarried,
      OptionalDouble rows,
      List<String> primaryKey) {

    static Head of(ResultSet row) throws SQLException {
      double rows = row.getDouble("rows");
      return new Head(
          row.getLong("oid"),
          new RelationName(row.getString("schema"), row.getString("name")),
          uncarried(row),
          rows > 0 ? OptionalDouble.of(rows) : OptionalDouble.empty(),
          Asked.texts(row, "primary_key"));
    }

    private static Optional<String> uncarried(ResultSet row) throws SQLException {
      if (row.getBoolean("is_foreign")) {
        return Optional.of("a foreign table");
      }
      if (row.getBoolean("has_foreign")) {
        return Optional.of("a table with foreign partitions");
      }
      return row.getBoolean("is_unlogged") ? Optional.of("an unlogged table") : Optional.empty();
    }
  }
}
