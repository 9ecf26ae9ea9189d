package dev.freshet.invalidator.capture.postgres;

import dev.freshet.rules.Query;
import dev.freshet.rules.Rules;
import dev.freshet.rules.TableFacts;
import dev.freshet.rules.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What to run, as the owner of the tables, for rules to be followed. */
public final class SetupSql {

  /**
   * Those whose rows the log brings for a table: its partitions, and its children by inheritance.
   */
  private static final String MEMBERS =
      """
      with recursive tree (oid) as (
        select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = :schema and c.relname = :name
        union
        select i.inhrelid from tree t join pg_inherits i on i.inhparent = t.oid
      )
      select format('%I.%I', n.nspname, c.relname) as relation,
             exists (select from pg_attribute a
                     where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                       and a.attgenerated = 'v') as is_virtual
      from tree t
      join pg_class c on c.oid = t.oid
      join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p')
      order by c.relkind = 'r', 1
      """;

  private final JdbcClient database;
  private final Map<TableName, RelationName> roots;
  private final SchemaFacts facts;
  private final Rules rules;
  private final ReplicaIdentities identities;
  private final boolean isPublished;

  private SetupSql(JdbcClient database, Rules rules, Origin origin, String publication) {
    this.database = database;
    this.roots = origin.relations().roots();
    this.facts = SchemaFacts.of(database, roots);
    Rules known = rules.with(facts.tables());
    Map<String, Set<TableName>> reads = new HashMap<>();
    for (Query query : known.queries()) {
      reads.put(query.text(), QueryReads.of(database, query, roots).tables());
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
        "alter publication %s set (publish = 'insert, update, delete, truncate'%s);"
            .formatted(quoted(publication), generatedColumns()));
    new TreeSet<>(facts.tables().keySet()).forEach(table -> identify(table, statements));
    rules.lookedUp().forEach((table, columns) -> grant(table, columns, role, statements));
    return statements;
  }

  /**
   * Full replica identity has generated columns too, and since 18 the server wants them published.
   */
  private String generatedColumns() {
    boolean isWanted =
        database
            .sql("select current_setting('server_version_num')::int >= 180000")
            .query(Boolean.class)
            .single();
    return isWanted ? ", publish_generated_columns = stored" : "";
  }

  /** Without any identity the server would refuse the updates of a published table. */
  private void identify(TableName table, List<String> statements) {
    Set<String> missing = new TreeSet<>(rules.imageColumns(table));
    missing.addAll(rules.comparedColumns(table, facts.carried(table)));
    missing.removeAll(identities.of(table));
    if (missing.isEmpty() && !identities.of(table).isEmpty()) {
      return;
    }
    RelationName root = Objects.requireNonNull(roots.get(table));
    database
        .sql(MEMBERS)
        .param("schema", root.schema())
        .param("name", root.name())
        .query(
            row -> {
              String relation = row.getString("relation");
              statements.add(
                  row.getBoolean("is_virtual")
                      ? virtual(relation, missing)
                      : "alter table %s replica identity full;".formatted(relation));
            });
  }

  private static String virtual(String relation, Set<String> missing) {
    return "-- %s has a virtual generated column: with full replica identity its updates would be refused. Make an index with %s its replica identity"
        .formatted(oneLine(relation), oneLine(String.join(", ", missing)));
  }

  /** A name can have the end of a line in it, and so of a comment. */
  private static String oneLine(String text) {
    return text.replaceAll("\\v", " ");
  }

  private void grant(TableName table, Set<String> columns, String role, List<String> statements) {
    Map<TableName, TableFacts> tables = facts.tables();
    if (tables.containsKey(table)) {
      String relation = tables.get(table).relation();
      String usage =
          "grant usage on schema %s to %s;".formatted(quoted(schema(table)), quoted(role));
      if (!statements.contains(usage)) {
        statements.add(usage);
      }
      statements.add(
          "grant select%s on %s to %s;"
              .formatted(
                  columns.isEmpty()
                      ? ""
                      : columns.stream()
                          .map(this::quoted)
                          .collect(Collectors.joining(", ", " (", ")")),
                  relation,
                  quoted(role)));
    }
  }

  private String schema(TableName table) {
    return Objects.requireNonNull(roots.get(table)).schema();
  }

  /** As SQL must write it, also if it is one of its words. */
  private String quoted(String name) {
    return database.sql("select quote_ident(?)").param(name).query(String.class).single();
  }
}
