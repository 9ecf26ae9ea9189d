package dev.freshet.invalidator.capture.postgres;

import dev.freshet.rules.Query;
import dev.freshet.rules.Rules;
import dev.freshet.rules.TableFacts;
import dev.freshet.rules.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What to run, as the owner of the tables, for rules to be followed. */
public final class SetupSql {

  /** A table and its partitions and children, none of which takes the identity of another. */
  private static final String TREE =
      """
      with recursive tree as (
        select ?::regclass::oid as oid, 0 as depth
        union
        select i.inhrelid, t.depth + 1 from tree t join pg_inherits i on i.inhparent = t.oid
      )
      select format('%I.%I', n.nspname, c.relname)
      from tree t
      join pg_class c on c.oid = t.oid
      join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p')
      order by t.depth, c.relname
      """;

  private final JdbcClient database;
  private final SchemaFacts facts;
  private final Rules rules;
  private final ReplicaIdentities identities;
  private final boolean isPublished;

  private SetupSql(JdbcClient database, Rules rules, Origin origin, String publication) {
    this.database = database;
    this.facts = SchemaFacts.of(database, origin.relations().roots());
    Rules known = rules.with(facts.tables());
    Map<String, Set<TableName>> reads = new HashMap<>();
    for (Query query : known.queries()) {
      reads.put(
          query.text(), QueryPlan.reads(database, query, origin.relations().roots()).tables());
    }
    this.rules = known.reading(reads);
    this.identities = origin.identities();
    this.isPublished =
        database
            .sql("select exists (select from pg_publication where pubname = ?)")
            .param(publication)
            .query(Boolean.class)
            .single();
  }

  /**
   * Statements that can be run again.
   *
   * @param role of the invalidator, which must exist
   * @throws org.springframework.dao.DataAccessException if PostgreSQL cannot be asked, or does not
   *     plan a query of the rules, as for a role that may not read what the query does
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
              missing.addAll(rules.comparedColumns(table, facts.carried(table)));
              missing.removeAll(identities.of(table));
              if (!missing.isEmpty()) {
                withChildren(known.relation())
                    .forEach(
                        relation ->
                            statements.add(
                                "alter table %s replica identity full;".formatted(relation)));
              }
            });
    rules.lookedUp().forEach((table, columns) -> grant(table, columns, role, statements));
    return statements;
  }

  private List<String> withChildren(String relation) {
    return database.sql(TREE).param(relation).query(String.class).list();
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
