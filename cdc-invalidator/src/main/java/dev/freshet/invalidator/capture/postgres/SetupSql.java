package dev.freshet.invalidator.capture.postgres;

import dev.freshet.invalidation.lookup.QueryPlan;
import dev.freshet.rules.Query;
import dev.freshet.rules.Rules;
import dev.freshet.rules.TableFacts;
import dev.freshet.rules.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What to run, as the owner of the tables, for rules to be followed. */
public final class SetupSql {

  private final SchemaFacts facts;
  private final Rules rules;
  private final ReplicaIdentities identities;
  private final boolean isPublished;

  /** Each table with its partitions and children, of which each has an identity of its own. */
  private final Map<TableName, List<String>> family = new HashMap<>();

  private SetupSql(JdbcClient database, Rules rules, Origin origin, String publication) {
    this.facts = SchemaFacts.of(database, origin.relations().roots());
    Rules known = rules.with(facts.tables());
    this.rules = known.reading(reads(database, known, origin.relations()));
    this.identities = origin.identities();
    origin.relations().roots().forEach((table, root) -> family.put(table, family(database, root)));
    this.isPublished =
        database
            .sql("select exists (select from pg_publication where pubname = ?)")
            .param(publication)
            .query(Boolean.class)
            .single();
  }

  /** The tables with rules that each query reads, by its text. They need not be published yet. */
  private static Map<String, Set<TableName>> reads(
      JdbcClient database, Rules rules, CapturedRelations relations) {
    Map<RelationName, TableName> tables = new HashMap<>();
    relations.roots().forEach((table, root) -> tables.put(root, table));
    Map<String, Set<TableName>> reads = new HashMap<>();
    for (Query query : rules.queries()) {
      String plan = database.sql(QueryPlan.statement(query)).query(String.class).single();
      reads.put(
          query.text(),
          QueryPlan.relations(plan).stream()
              .flatMap(name -> withAncestors(database, name[0], name[1]).stream())
              .flatMap(relation -> Optional.ofNullable(tables.get(relation)).stream())
              .collect(Collectors.toSet()));
    }
    return reads;
  }

  private static List<String> family(JdbcClient database, RelationName root) {
    return database
        .sql(
            """
            with recursive down (oid) as (
              select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
              where n.nspname = :schema and c.relname = :name
              union
              select i.inhrelid from down join pg_inherits i on i.inhparent = down.oid)
            select format('%I.%I', n.nspname, c.relname)
            from down join pg_class c on c.oid = down.oid join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p')
            order by down.oid
            """)
        .param("schema", root.schema())
        .param("name", root.name())
        .query(String.class)
        .list();
  }

  /** A plan names partitions, and children by inheritance, as they are. */
  private static List<RelationName> withAncestors(JdbcClient database, String schema, String name) {
    return database
        .sql(
            """
            with recursive up (oid) as (
              select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
              where n.nspname = :schema and c.relname = :name
              union
              select i.inhparent from up join pg_inherits i on i.inhrelid = up.oid)
            select n.nspname::text as schema, c.relname::text as name
            from up join pg_class c on c.oid = up.oid join pg_namespace n on n.oid = c.relnamespace
            """)
        .param("schema", schema)
        .param("name", name)
        .query((row, n) -> new RelationName(row.getString("schema"), row.getString("name")))
        .list();
  }

  /**
   * Statements that can be run again.
   *
   * @param role of the invalidator, which must exist
   * @throws org.springframework.dao.DataAccessException if PostgreSQL cannot be asked, or a query
   *     of the rules fails
   */
  public static List<String> of(
      JdbcClient database, Rules rules, Origin origin, String publication, String role) {
    return new SetupSql(database, rules, origin, publication).statements(publication, role);
  }

  private List<String> statements(String publication, String role) {
    List<String> statements = new ArrayList<>();
    statements.add(
        "%s %s%s table %s;"
            .formatted(
                isPublished ? "alter publication" : "create publication",
                quoted(publication),
                isPublished ? " set" : " for",
                facts.tables().values().stream()
                    .map(TableFacts::relation)
                    .sorted()
                    .collect(Collectors.joining(", "))));
    statements.add(
        "alter publication %s set (publish = 'insert, update, delete, truncate');"
            .formatted(quoted(publication)));
    facts
        .tables()
        .forEach(
            (table, known) -> {
              Set<String> missing = new TreeSet<>(rules.imageColumns(table));
              missing.removeAll(identities.of(table));
              if (!missing.isEmpty()) {
                family.getOrDefault(table, List.of(known.relation())).stream()
                    .map("alter table %s replica identity full;"::formatted)
                    .forEach(statements::add);
              }
            });
    rules.lookedUp().forEach((table, columns) -> grant(table, columns, role, statements));
    return statements;
  }

  private void grant(TableName table, Set<String> columns, String role, List<String> statements) {
    Map<TableName, TableFacts> tables = facts.tables();
    if (tables.containsKey(table)) {
      String relation = tables.get(table).relation();
      String usage =
          "grant usage on schema %s to %s;"
              .formatted(relation.substring(0, relation.lastIndexOf('.')), quoted(role));
      if (!statements.contains(usage)) {
        statements.add(usage);
      }
      statements.add(
          "grant select%s on %s to %s;"
              .formatted(
                  columns.isEmpty()
                      ? ""
                      : columns.stream()
                          .map(SetupSql::quoted)
                          .collect(Collectors.joining(", ", " (", ")")),
                  relation,
                  quoted(role)));
    }
  }

  private static String quoted(String name) {
    return name.matches("[a-z_][a-z0-9_]*") ? name : "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
