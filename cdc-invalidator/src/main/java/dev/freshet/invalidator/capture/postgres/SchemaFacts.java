package dev.freshet.invalidator.capture.postgres;

import dev.freshet.rules.TableFacts;
import dev.freshet.rules.TableName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the catalog of PostgreSQL says of the tables that have rules.
 *
 * @param tables by the name that the rules have for them
 * @param columns by table and name
 * @param leading for each table the columns, in their order, of each index that has all rows
 * @param unique those of them that no two rows share
 * @param rows how many each table has, by its statistics; negative if there are none
 */
record SchemaFacts(
    Map<TableName, TableFacts> tables,
    Map<TableName, Map<String, Column>> columns,
    Map<TableName, List<List<String>>> leading,
    Map<TableName, List<List<String>>> unique,
    Map<TableName, Double> rows,
    Set<TableName> hiding) {

  private static final Set<String> KEY_FAMILIES = Set.of("integer", "uuid", "text");

  private static final String COLUMNS =
      """
      select c.oid::bigint as table_oid, a.attname::text as name,
             -- Without a length, also where a type by itself would stand for the length 1.
             format_type(a.atttypid, -1) as type,
             t.typtype::text as kind,
             t.typcategory::text as category,
             a.attgenerated::text as generated,
             a.attnotnull as not_null,
             has_column_privilege(c.oid, a.attnum, 'select') as readable,
             c.reltuples::float8 as rows,
             row_security_active(c.oid) as hides,
             format('%I.%I', n.nspname, c.relname) as relation,
             coalesce(array_position(array(
               select k.attnum from pg_index i, unnest(i.indkey) with ordinality k (attnum, position)
               where i.indrelid = c.oid and i.indisprimary and k.position <= i.indnkeyatts
               order by k.position), a.attnum), 0) as key_position
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      join pg_type t on t.oid = a.atttypid
      where n.nspname = :schema and c.relname = :name
      order by a.attnum
      """;

  private static final String INDEXES =
      """
      select array(select a.attname::text
                   from unnest(i.indkey) with ordinality k (attnum, position)
                   join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
                   where k.position <= i.indnkeyatts
                   order by k.position) as columns,
             i.indisunique as is_unique
      from pg_index i
      join pg_class c on c.oid = i.indrelid
      join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = :schema and c.relname = :name
        and i.indisvalid and i.indpred is null and i.indexprs is null
      """;

  /**
   * One column.
   *
   * @param type as a cast writes it
   * @param family those with the same can be compared
   */
  record Column(
      String name,
      String type,
      String family,
      boolean isGenerated,
      boolean isReadable,
      boolean isNullable) {}

  private record Index(List<String> columns, boolean isUnique) {}

  /** The columns of a table that the log carries. */
  Set<String> carried(TableName table) {
    return columns.getOrDefault(table, Map.of()).values().stream()
        .filter(column -> !column.isGenerated())
        .map(Column::name)
        .collect(Collectors.toSet());
  }

  /**
   * Asks.
   *
   * @param roots where the tables are
   * @throws org.springframework.dao.DataAccessException if PostgreSQL cannot be asked
   */
  static SchemaFacts of(JdbcClient database, Map<TableName, RelationName> roots) {
    Map<TableName, TableFacts> tables = new HashMap<>();
    Map<TableName, Map<String, Column>> columns = new HashMap<>();
    Map<TableName, List<List<String>>> leading = new HashMap<>();
    Map<TableName, List<List<String>>> unique = new HashMap<>();
    Map<TableName, Double> rows = new HashMap<>();
    Set<TableName> hiding = new java.util.HashSet<>();
    roots.forEach(
        (table, relation) -> {
          List<Found> found =
              database
                  .sql(COLUMNS)
                  .param("schema", relation.schema())
                  .param("name", relation.name())
                  .query((row, n) -> Found.of(row))
                  .list();
          if (found.isEmpty()) {
            return;
          }
          Map<String, Column> byName = new LinkedHashMap<>();
          found.forEach(each -> byName.put(each.column().name(), each.column()));
          columns.put(table, byName);
          tables.put(
              table,
              new TableFacts(
                  found.get(0).relation(),
                  byName.values().stream().collect(Collectors.toMap(Column::name, Column::type)),
                  found.stream()
                      .filter(each -> each.keyPosition() > 0)
                      .sorted(java.util.Comparator.comparingInt(Found::keyPosition))
                      .map(each -> each.column().name())
                      .toList()));
          rows.put(table, found.get(0).rows());
          if (found.get(0).hides()) {
            hiding.add(table);
          }
          List<Index> indexes =
              database
                  .sql(INDEXES)
                  .param("schema", relation.schema())
                  .param("name", relation.name())
                  .query(
                      (row, n) ->
                          new Index(
                              List.of((String[]) row.getArray("columns").getArray()),
                              row.getBoolean("is_unique")))
                  .list();
          leading.put(table, indexes.stream().map(Index::columns).toList());
          unique.put(table, indexes.stream().filter(Index::isUnique).map(Index::columns).toList());
        });
    return new SchemaFacts(tables, columns, leading, unique, rows, hiding);
  }

  /** Whether an index finds the rows that have values in these columns. */
  boolean hasIndex(TableName table, List<String> wanted) {
    return leading.getOrDefault(table, new ArrayList<>()).stream()
        .anyMatch(
            index ->
                index.size() >= wanted.size()
                    && Set.copyOf(index.subList(0, wanted.size())).equals(Set.copyOf(wanted)));
  }

  /** Whether no two rows have the same values in these columns. */
  boolean isUnique(TableName table, List<String> columns) {
    return unique.getOrDefault(table, List.of()).stream().anyMatch(columns::containsAll);
  }

  /** Types with the same can be compared. */
  static String family(String type, String kind, String category) {
    return switch (type) {
      case "smallint", "integer", "bigint" -> "integer";
      case "text", "character varying" -> "text";
      // Values that are written otherwise are the same, so that a key of one is not the other's.
      case "bpchar" -> "character";
      default -> type.endsWith("citext") ? "citext" : familyOfOther(type, kind, category);
    };
  }

  private static String familyOfOther(String type, String kind, String category) {
    return kind.equals("e") ? "enumeration " + type : category.equals("S") ? "text" : type;
  }

  /** Whether keys can be written with values of such types. */
  static boolean isForKeys(String family) {
    return KEY_FAMILIES.contains(family) || family.startsWith("enumeration");
  }

  /** Whether rows can be told apart by values of such types, however these are written. */
  static boolean isForIds(String family) {
    return KEY_FAMILIES.contains(family);
  }

  private record Found(
      Column column, String relation, int keyPosition, double rows, boolean hides) {

    static Found of(ResultSet row) throws SQLException {
      String type = row.getString("type");
      return new Found(
          new Column(
              row.getString("name"),
              type,
              family(type, row.getString("kind"), row.getString("category")),
              !row.getString("generated").isEmpty(),
              row.getBoolean("readable"),
              !row.getBoolean("not_null")),
          row.getString("relation"),
          row.getInt("key_position"),
          row.getDouble("rows"),
          row.getBoolean("hides"));
    }
  }
}
