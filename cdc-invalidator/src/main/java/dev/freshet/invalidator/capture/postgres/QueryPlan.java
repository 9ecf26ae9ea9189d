package dev.freshet.invalidator.capture.postgres;

import dev.freshet.rules.Query;
import dev.freshet.rules.TableName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which tables a query reads, as PostgreSQL plans it. */
final class QueryPlan {

  private static final Pattern RELATION =
      Pattern.compile(
          "\"Relation Name\": \"(?<name>(?:[^\"\\\\]|\\\\.)*)\",\\s*\"Schema\": \"(?<schema>(?:[^\"\\\\]|\\\\.)*)\"");

  /** A table with those whose partition or child it is. */
  private static final String ANCESTORS =
      """
      with recursive ancestors as (
        select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = :schema and c.relname = :name
        union
        select i.inhparent from ancestors a join pg_inherits i on i.inhrelid = a.oid
      )
      select n.nspname::text as schema, c.relname::text as name
      from ancestors a
      join pg_class c on c.oid = a.oid
      join pg_namespace n on n.oid = c.relnamespace
      """;

  private QueryPlan() {}

  /**
   * What a query reads, whether it is published or not.
   *
   * @param tables those that have rules
   * @param others the other relations
   */
  record Reads(Set<TableName> tables, Set<RelationName> others) {}

  /**
   * Asks.
   *
   * @param roots the tables that have rules
   * @throws org.springframework.dao.DataAccessException if PostgreSQL does not plan it, as for a
   *     role that may not read what it does
   */
  static Reads reads(JdbcClient database, Query query, Map<TableName, RelationName> roots) {
    Set<TableName> tables = new TreeSet<>();
    Set<RelationName> others = new LinkedHashSet<>();
    for (RelationName relation : relations(database, query)) {
      Set<RelationName> ancestors = ancestors(database, relation);
      List<TableName> known =
          roots.entrySet().stream()
              .filter(root -> ancestors.contains(root.getValue()))
              .map(Map.Entry::getKey)
              .toList();
      tables.addAll(known);
      if (known.isEmpty()) {
        others.add(relation);
      }
    }
    return new Reads(tables, others);
  }

  private static Set<RelationName> ancestors(JdbcClient database, RelationName relation) {
    return database
        .sql(ANCESTORS)
        .param("schema", relation.schema())
        .param("name", relation.name())
        .query((row, number) -> new RelationName(row.getString("schema"), row.getString("name")))
        .set();
  }

  /**
   * Each table that the plan has.
   *
   * <p>Its parameters are columns here, as constants could let the planner leave tables out.
   */
  private static Set<RelationName> relations(JdbcClient database, Query query) {
    List<String> types =
        query.types().orElse(query.columns().stream().map(column -> "text").toList());
    String text = query.with(column -> "k.v" + query.columns().indexOf(column));
    String whole =
        types.isEmpty()
            ? text
            : "select q.* from unnest(%s) k (%s) cross join lateral (%n%s%n) q"
                .formatted(
                    types.stream()
                        .map(type -> "array[null]::%s[]".formatted(type))
                        .collect(Collectors.joining(", ")),
                    IntStream.range(0, types.size())
                        .mapToObj(i -> "v" + i)
                        .collect(Collectors.joining(", ")),
                    text);
    String plan =
        database.sql("explain (verbose, format json) " + whole).query(String.class).single();
    Set<RelationName> found = new LinkedHashSet<>();
    Matcher relation = RELATION.matcher(plan);
    while (relation.find()) {
      found.add(
          new RelationName(unescaped(relation.group("schema")), unescaped(relation.group("name"))));
    }
    return found;
  }

  private static String unescaped(String json) {
    return json.replaceAll("\\\\(.)", "$1");
  }
}
