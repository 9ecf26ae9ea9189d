package dev.freshet.testkit;

import dev.freshet.invalidation.lookup.QueryPlan;
import dev.freshet.rules.Query;
import dev.freshet.rules.Rules;
import dev.freshet.rules.TableFacts;
import dev.freshet.rules.TableName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tables of rules, as a database has them that is set up for the rules.
 *
 * @param all by the name that the rules have for them
 * @param named which of them rows belong to that a relation has: one of them, a partition, or a
 *     child by inheritance
 * @param identities the columns that the log has of a row as it was
 * @param areParted whether one of them has partitions
 */
record Tables(
    Map<TableName, Table> all,
    Map<Relation, Set<TableName>> named,
    Map<TableName, Set<String>> identities,
    boolean areParted) {

  private static final Set<String> INTEGERS = Set.of("smallint", "integer", "bigint");

  /**
   * As a TRUNCATE does it with all that refers to them. But that gives partitions new storage,
   * which the invalidator takes for a gap, and purges for a second later.
   */
  private static final String DELETE_ALL =
      """
      do $$
      declare
        part record;
      begin
        perform set_config('session_replication_role', 'replica', true);
        for part in
          with recursive referring (oid) as (
            select r.prrelid from pg_publication p join pg_publication_rel r on r.prpubid = p.oid
            where p.pubname = 'freshet'
            union
            select k.conrelid from referring t
            join pg_constraint k on k.contype = 'f' and k.confrelid = t.oid)
          select oid::regclass as relation, oid from referring
        loop
          execute format('delete from %s', part.relation);
          perform setval(s.seqrelid::regclass, s.seqstart, false)
          from pg_depend d join pg_sequence s on s.seqrelid = d.objid
          where d.refobjid = part.oid and d.deptype in ('a', 'i');
        end loop;
      end
      $$
      """;

  /** The publication has exactly the tables of the rules. */
  private static final String COLUMNS =
      """
      select n.nspname::text as schema, c.relname::text as name, a.attname::text as column_name,
             -- Without a length, also where a type by itself would stand for the length 1.
             format_type(a.atttypid, -1) as type,
             format_type(a.atttypid, a.atttypmod) as declared,
             format('%I.%I', n.nspname, c.relname) as relation,
             coalesce(array_position(array(
               select k.attnum from pg_index i, unnest(i.indkey) with ordinality k (attnum, position)
               where i.indrelid = c.oid and i.indisprimary and k.position <= i.indnkeyatts
               order by k.position), a.attnum), 0) as key_position
      from pg_publication p
      join pg_publication_rel r on r.prpubid = p.oid
      join pg_class c on c.oid = r.prrelid
      join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where p.pubname = 'freshet'
      order by 1, 2, a.attnum
      """;

  private static final String TREE =
      """
      with recursive tree (root, oid) as (
        select r.prrelid, r.prrelid
        from pg_publication p join pg_publication_rel r on r.prpubid = p.oid
        where p.pubname = 'freshet'
        union
        select t.root, i.inhrelid from tree t join pg_inherits i on i.inhparent = t.oid
      )
      select rn.nspname::text as root_schema, r.relname::text as root_name,
             n.nspname::text as schema, c.relname::text as name,
             c.relkind = 'p' as is_parted,
             array(select a.attname::text from pg_attribute a
                   where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                     and (c.relreplident = 'f' or exists (
                       select from pg_index i
                       where i.indrelid = c.oid and a.attnum = any (i.indkey)
                         and case c.relreplident when 'd' then i.indisprimary
                                                 when 'i' then i.indisreplident end))) as identity
      from tree t
      join pg_class r on r.oid = t.root join pg_namespace rn on rn.oid = r.relnamespace
      join pg_class c on c.oid = t.oid join pg_namespace n on n.oid = c.relnamespace
      """;

  /** A table's name in the database, such as {@code public.products}. */
  record Relation(String schema, String name) implements Comparable<Relation> {

    @Override
    public int compareTo(Relation other) {
      return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
      return schema + "." + name;
    }
  }

  /**
   * One of them.
   *
   * @param declared its columns' types, with lengths, by their names in the order of the table
   */
  record Table(Relation relation, TableFacts facts, Map<String, String> declared) {}

  /** Whether a column of the type holds whole numbers of up to 64 bits. */
  static boolean isInteger(String type) {
    return INTEGERS.contains(type);
  }

  /**
   * Reads them.
   *
   * @throws IllegalStateException if one of them is not in the publication
   */
  static Tables read(Connection database, Rules rules) throws SQLException {
    Map<Relation, Table> published = published(database);
    Map<TableName, Table> all = new TreeMap<>();
    Map<Relation, TableName> roots = new HashMap<>();
    for (TableName name : rules.tables()) {
      Table table =
          published.values().stream()
              .filter(each -> isMeant(name, each.relation(), rules))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("no table " + name));
      all.put(name, table);
      roots.put(table.relation(), name);
    }
    Map<Relation, Set<TableName>> named = new TreeMap<>();
    Map<TableName, Set<String>> identities = new TreeMap<>();
    boolean areParted = false;
    try (Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery(TREE)) {
      while (rows.next()) {
        @Nullable TableName root =
            roots.get(new Relation(rows.getString("root_schema"), rows.getString("root_name")));
        areParted |= rows.getBoolean("is_parted");
        if (root != null) {
          named
              .computeIfAbsent(
                  new Relation(rows.getString("schema"), rows.getString("name")),
                  any -> new TreeSet<>())
              .add(root);
          if (!rows.getBoolean("is_parted")) {
            Set<String> identity = Set.of((String[]) rows.getArray("identity").getArray());
            identities.computeIfAbsent(root, any -> new TreeSet<>(identity)).retainAll(identity);
          }
        }
      }
    }
    return new Tables(all, named, identities, areParted);
  }

  private static boolean isMeant(TableName name, Relation relation, Rules rules) {
    return name.name().equals(relation.name())
        && name.schema()
            .map(relation.schema()::equals)
            .orElseGet(
                () ->
                    !rules
                        .tables()
                        .contains(new TableName(Optional.of(relation.schema()), relation.name())));
  }

  private static Map<Relation, Table> published(Connection database) throws SQLException {
    Map<Relation, Table> tables = new TreeMap<>();
    try (Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery(COLUMNS)) {
      boolean more = rows.next();
      while (more) {
        Relation relation = new Relation(rows.getString("schema"), rows.getString("name"));
        String written = rows.getString("relation");
        Map<String, String> types = new HashMap<>();
        Map<String, String> declared = new LinkedHashMap<>();
        Map<Integer, String> key = new TreeMap<>();
        do {
          String column = rows.getString("column_name");
          types.put(column, rows.getString("type"));
          declared.put(column, rows.getString("declared"));
          if (rows.getInt("key_position") > 0) {
            key.put(rows.getInt("key_position"), column);
          }
          more = rows.next();
        } while (more
            && relation.equals(new Relation(rows.getString("schema"), rows.getString("name"))));
        tables.put(
            relation,
            new Table(
                relation, new TableFacts(written, types, new ArrayList<>(key.values())), declared));
      }
    }
    return tables;
  }

  /** The rules with what the database knows, as the invalidator has them. */
  Rules complete(Connection database, Rules rules) throws SQLException {
    Map<TableName, TableFacts> facts = new HashMap<>();
    all.forEach((name, table) -> facts.put(name, table.facts()));
    Rules known = rules.with(facts);
    Map<String, Set<TableName>> reads = new HashMap<>();
    for (Query query : known.queries()) {
      try (Statement statement = database.createStatement();
          ResultSet plan = statement.executeQuery(QueryPlan.statement(query))) {
        plan.next();
        List<String[]> relations = QueryPlan.relations(plan.getString(1));
        reads.put(
            query.text(),
            relations.stream()
                .flatMap(name -> tables(new Relation(name[0], name[1])).stream())
                .collect(Collectors.toSet()));
      }
    }
    return known.reading(reads);
  }

  /** The SQL that empties them, and those that refer to them, and lets their sequences restart. */
  String emptying() {
    return areParted
        ? DELETE_ALL
        : "truncate %s restart identity cascade"
            .formatted(
                all.values().stream()
                    .map(table -> table.facts().relation())
                    .collect(Collectors.joining(", ")));
  }

  /** Those that the relation's rows belong to; none if no rule is about them. */
  Set<TableName> tables(Relation relation) {
    return named.getOrDefault(relation, Set.of());
  }
}
