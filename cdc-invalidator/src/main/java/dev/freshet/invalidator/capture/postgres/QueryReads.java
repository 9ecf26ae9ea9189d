package dev.freshet.invalidator.capture.postgres;

import dev.freshet.invalidation.lookup.QueryPlan;
import dev.freshet.rules.Query;
import dev.freshet.rules.TableName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a query reads, whether it is published or not.
 *
 * @param tables those that have rules
 * @param others the other relations
 * @param rows that PostgreSQL expects it to find for one row
 */
record QueryReads(Set<TableName> tables, Set<RelationName> others, long rows) {

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

  /**
   * Asks.
   *
   * @param roots the tables that have rules
   * @throws org.springframework.dao.DataAccessException if PostgreSQL does not plan it, as for a
   *     role that may not read what it does
   */
  static QueryReads of(JdbcClient database, Query query, Map<TableName, RelationName> roots) {
    String plan = database.sql(QueryPlan.statement(query)).query(String.class).single();
    Set<TableName> tables = new TreeSet<>();
    Set<RelationName> others = new LinkedHashSet<>();
    for (String[] name : QueryPlan.relations(plan)) {
      RelationName relation = new RelationName(name[0], name[1]);
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
    return new QueryReads(tables, others, QueryPlan.rows(plan));
  }

  private static Set<RelationName> ancestors(JdbcClient database, RelationName relation) {
    return database
        .sql(ANCESTORS)
        .param("schema", relation.schema())
        .param("name", relation.name())
        .query((row, number) -> new RelationName(row.getString("schema"), row.getString("name")))
        .set();
  }
}
