package dev.freshet.invalidator.capture.postgres;

import dev.freshet.invalidator.capture.postgres.SchemaFacts.Column;
import dev.freshet.keys.Kind;
import dev.freshet.rules.Hop;
import dev.freshet.rules.KeyRule;
import dev.freshet.rules.KindRules;
import dev.freshet.rules.MatchedColumns;
import dev.freshet.rules.NearestName;
import dev.freshet.rules.Path;
import dev.freshet.rules.Query;
import dev.freshet.rules.Rules;
import dev.freshet.rules.TableFacts;
import dev.freshet.rules.TableName;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whether rules fit the tables of a database, with all that does not at once. Used once. */
public final class SchemaCheck {

  /** Smaller tables are read as a whole as well. */
  private static final double MANY_ROWS = 10_000;

  /** As many columns as a message has. */
  private static final int FEW = 4;

  /** An SQLSTATE. */
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private final JdbcClient database;
  private final Rules rules;
  private final CapturedRelations relations;
  private final ReplicaIdentities identities;
  private final SchemaFacts facts;
  private final @Nullable PathFanOut fanOut;
  private final Set<String> errors = new LinkedHashSet<>();
  private final Set<String> warnings = new LinkedHashSet<>();

  /**
   * @param fanOut null: it is not asked for
   */
  private SchemaCheck(
      JdbcClient database,
      Rules rules,
      Origin origin,
      SchemaFacts facts,
      @Nullable PathFanOut fanOut) {
    this.database = database;
    this.rules = rules;
    this.relations = origin.relations();
    this.identities = origin.identities();
    this.facts = facts;
    this.fanOut = fanOut;
  }

  /**
   * Checks.
   *
   * @param rules as they are written
   * @throws DataAccessException if PostgreSQL cannot be asked
   */
  public static Checked check(JdbcClient database, Rules rules, Origin origin) {
    return new SchemaCheck(database, rules, origin, facts(database, origin), null).run();
  }

  /** As {@link #check}, and how many keys rows lead to, for which rows may have to be counted. */
  public static Checked checkWithFanOut(JdbcClient database, Rules rules, Origin origin) {
    SchemaFacts facts = facts(database, origin);
    PathFanOut fanOut = new PathFanOut(database, facts);
    return new SchemaCheck(database, rules, origin, facts, fanOut).run();
  }

  private static SchemaFacts facts(JdbcClient database, Origin origin) {
    return SchemaFacts.of(database, origin.relations().roots());
  }

  /**
   * What was found.
   *
   * @param rules with what the database knows
   * @param errors why changes might be missed, each in one line, with what mends it
   * @param warnings what costs more than it need
   */
  public record Checked(Rules rules, List<String> errors, List<String> warnings) {}

  private Checked run() {
    Rules known = rules.with(facts.tables());
    rules.tables().forEach(this::checkTable);
    for (TableName table : rules.writtenTables()) {
      rules.keyRules(table).stream()
          .filter(key -> key.source() instanceof Path)
          .forEach(key -> checkPath(table, key, (Path) key.source()));
    }
    if (errors.isEmpty()) {
      known = known.reading(reads(known));
      for (TableName table : known.tables()) {
        checkIdentity(known, table);
      }
    }
    return new Checked(known, List.copyOf(errors), List.copyOf(warnings));
  }

  private void checkTable(TableName table) {
    if (!facts.tables().containsKey(table)) {
      error(rules.place(table), "there is no table " + table);
      return;
    }
    for (String column : rules.columns(table)) {
      @Nullable Column found = facts.columns().getOrDefault(table, Map.of()).get(column);
      if (found == null) {
        error(
            rules.place(table),
            "table %s has no column %s%s"
                .formatted(table, column, NearestName.suggestion(column, columns(table))));
      } else if (found.isGenerated()) {
        error(
            rules.place(table),
            "column %s of %s is generated, which the log does not carry. Name the columns that it is made of"
                .formatted(column, table));
      }
    }
    rules.matched(table).ifPresent(matched -> checkMatched(table, matched));
  }

  /** Of what a matcher compares. */
  private void checkMatched(TableName table, MatchedColumns matched) {
    String place = rules.place(matched.line());
    for (String name : List.of(matched.id(), matched.category())) {
      found(table, List.of(name)).stream()
          .flatMap(Optional::stream)
          .filter(column -> !SchemaFacts.isForIds(column.family()))
          .forEach(
              column ->
                  error(
                      place,
                      "%s of %s is of type %s, by which a matcher cannot tell rows apart. It can by integers, uuid and text"
                          .formatted(name, table, column.type())));
    }
    if (!facts.isUnique(table, List.of(matched.id()))) {
      warnings.add(
          "%s: nothing makes %s of %s unique, so that a change of one row deletes the pages of all with its id. Match by a unique column, or say \"create unique index on %s (%s)\""
              .formatted(place, matched.id(), table, relation(table), matched.id()));
    }
    found(table, List.copyOf(matched.required())).stream()
        .flatMap(Optional::stream)
        .filter(Column::isNullable)
        .forEach(
            column ->
                warnings.add(
                    "%s: %s of %s may be null, and a change of a row where it is purges every listing. Run \"alter table %s alter %s set not null\""
                        .formatted(place, column.name(), table, relation(table), column.name())));
  }

  private Set<String> columns(TableName table) {
    return facts.columns().getOrDefault(table, Map.of()).keySet();
  }

  private void checkPath(TableName table, KeyRule key, Path path) {
    int before = errors.size();
    List<Optional<Column>> arriving = found(table, path.columns());
    for (Hop hop : path.hops()) {
      if (!facts.tables().containsKey(hop.table())) {
        return;
      }
      List<String> match = hop.match().orElse(facts.tables().get(hop.table()).primaryKey());
      if (match.isEmpty()) {
        error(
            key,
            "table %s has no primary key. Say which column is meant: %s(column)"
                .formatted(hop.table(), hop.table()));
        return;
      }
      if (match.size() != arriving.size()) {
        error(
            key,
            "\"%s\" compares %d columns with the primary key of %s, which has %d"
                .formatted(path, arriving.size(), hop.table(), match.size()));
        return;
      }
      List<Optional<Column>> matched = found(hop.table(), match);
      for (int i = 0; i < match.size(); i++) {
        checkTypes(key, arriving.get(i), hop.table(), matched.get(i));
      }
      checkRights(key, hop, match);
      if (!facts.hasIndex(hop.table(), match)
          && facts.rows().getOrDefault(hop.table(), 0.0) > MANY_ROWS) {
        warnings.add(
            "%s: %s(%s) has no index; each change of %s reads %,.0f rows"
                .formatted(
                    rules.place(key.line()),
                    hop.table(),
                    String.join(", ", match),
                    table,
                    facts.rows().get(hop.table())));
      }
      arriving = found(hop.table(), hop.leads());
    }
    for (Optional<Column> part : arriving) {
      part.filter(column -> !SchemaFacts.isForKeys(column.family()))
          .ifPresent(
              column ->
                  error(
                      key,
                      "%s is of type %s, which keys cannot be written with. They can with integers, uuid, text and enumerations"
                          .formatted(column.name(), column.type())));
    }
    if (fanOut != null && errors.size() == before) {
      checkFanOut(table, key, fanOut.of(path));
    }
  }

  private void checkFanOut(TableName table, KeyRule key, long rows) {
    if (rows > rules.maxFanout()) {
      warnings.add(
          "%s: a row of %s leads to %,d rows by \"%s\", more than max-fanout (%d), so that its changes purge every %s. Say \"purge: [%s]\" instead, or raise max-fanout"
              .formatted(
                  rules.place(key.line()),
                  table,
                  rows,
                  key.source(),
                  rules.maxFanout(),
                  key.kind(),
                  key.kind()));
    }
  }

  private List<Optional<Column>> found(TableName table, List<String> names) {
    return names.stream()
        .map(name -> Optional.ofNullable(facts.columns().getOrDefault(table, Map.of()).get(name)))
        .toList();
  }

  private void checkTypes(
      KeyRule key, Optional<Column> from, TableName table, Optional<Column> to) {
    if (from.isPresent() && to.isPresent() && !from.get().family().equals(to.get().family())) {
      error(
          key,
          "%s is %s, %s.%s is %s"
              .formatted(
                  from.get().name(), from.get().type(), table, to.get().name(), to.get().type()));
    }
  }

  private void checkRights(KeyRule key, Hop hop, List<String> match) {
    Set<String> needed = new TreeSet<>(match);
    needed.addAll(hop.leads());
    boolean mayRead =
        found(hop.table(), List.copyOf(needed)).stream()
            .flatMap(Optional::stream)
            .allMatch(Column::isReadable);
    if (!mayRead) {
      String role = role();
      error(
          key,
          "role %s may not read %s (%s). Run \"grant select (%s) on %s to %s\""
              .formatted(
                  role,
                  hop.table(),
                  String.join(", ", needed),
                  String.join(", ", needed),
                  relation(hop.table()),
                  role));
    }
    if (facts.hiding().contains(hop.table())) {
      error(
          key,
          "row-level security hides rows of %s from role %s, so that look-ups would miss them. Run \"alter role %s bypassrls\""
              .formatted(hop.table(), role(), role()));
    }
  }

  /** As a statement writes it. */
  private String relation(TableName table) {
    return Optional.ofNullable(facts.tables().get(table))
        .map(TableFacts::relation)
        .orElse(table.toString());
  }

  private String role() {
    return database.sql("select current_user").query(String.class).single();
  }

  private void checkIdentity(Rules known, TableName table) {
    Set<String> missing = new TreeSet<>(known.imageColumns(table));
    missing.removeAll(identities.of(table));
    if (missing.isEmpty()) {
      checkComparisons(known, table);
      return;
    }
    String columns = String.join(", ", missing);
    String remedy = fullIdentity(table);
    if (known.purgesWithoutImage(table)) {
      warnings.add(
          "%s: every update and delete of %s purges every %s, as a row comes without %s as it was. %s"
              .formatted(
                  known.place(table),
                  table,
                  known.purgedWithout(table, missing).stream()
                      .map(Kind::name)
                      .collect(Collectors.joining(" and ")),
                  columns,
                  remedy));
    } else {
      error(
          known.place(table),
          "%s: a row that is deleted or moved comes without %s as it was. %s, or say \"on-missing-image: purge\""
              .formatted(table, columns, remedy));
    }
  }

  private void checkComparisons(Rules known, TableName table) {
    Set<String> unseen = new TreeSet<>(known.comparedColumns(table, facts.carried(table)));
    unseen.removeAll(identities.of(table));
    if (!unseen.isEmpty()) {
      warnings.add(
          "%s: every update of %s counts, whatever it changes, as a row comes without %s as it was. %s"
              .formatted(
                  known.place(table),
                  table,
                  unseen.stream().limit(FEW).collect(Collectors.joining(", "))
                      + (unseen.size() > FEW ? " and others" : ""),
                  fullIdentity(table)));
    }
  }

  private String fullIdentity(TableName table) {
    String relation = relation(table);
    boolean hasChildren =
        database
            // Not by a cast, which needs a right on the schema.
            .sql(
                """
                select exists (
                  select from pg_inherits i
                  join pg_class c on c.oid = i.inhparent
                  join pg_namespace n on n.oid = c.relnamespace
                  where format('%I.%I', n.nspname, c.relname) = ?)
                """)
            .param(relation)
            .query(Boolean.class)
            .single();
    return "Run \"alter table %s replica identity full\"%s"
        .formatted(
            relation,
            hasChildren ? ", and for each partition and child of it, as \"rules sql\" prints" : "");
  }

  /** The tables that each query reads, by its text. */
  private Map<String, Set<TableName>> reads(Rules known) {
    Map<String, Set<TableName>> reads = new HashMap<>();
    for (TableName table : known.writtenTables()) {
      for (KeyRule key : known.keyRules(table)) {
        if (key.source() instanceof Query query) {
          Optional<QueryReads> found =
              read(query, key.line(), reads, (read, line) -> checkRead(known, key, read));
          if (fanOut != null) {
            found.ifPresent(expected -> checkFanOut(table, key, expected.rows()));
          }
        }
      }
    }
    known
        .kinds()
        .forEach(
            name -> {
              KindRules kind = known.kind(name);
              kind.queries()
                  .forEach(
                      query ->
                          read(
                              query,
                              1,
                              reads,
                              (read, line) -> {
                                if (!known.kindsOf(read).contains(name)) {
                                  errors.add(
                                      "%s: the values of kind %s are read from %s, whose changes make no %s wrong. Give it a rule, such as \"purge: [%s]\""
                                          .formatted(known.file(), name, read, name, name));
                                }
                              }));
            });
    return reads;
  }

  private void checkRead(Rules known, KeyRule key, TableName read) {
    if (!known.kindsOf(read).contains(key.kind())) {
      error(
          key,
          "the query reads %s, which has no rule for %s: when a row there is moved, the %s that it leaves would stay cached"
              .formatted(read, key.kind(), key.kind()));
    }
  }

  private Optional<QueryReads> read(
      Query query,
      int line,
      Map<String, Set<TableName>> reads,
      BiConsumer<TableName, Integer> check) {
    QueryReads found;
    try {
      found = QueryReads.of(database, query, relations.roots());
    } catch (DataAccessException e) {
      Throwable cause = e.getMostSpecificCause();
      errors.add(
          "%s: the query fails: %s%s"
              .formatted(
                  rules.place(line),
                  String.valueOf(cause.getMessage()).lines().findFirst().orElse(""),
                  isForbidden(cause) ? ". Run \"rules sql\" and apply it" : ""));
      return Optional.empty();
    }
    found.tables().forEach(table -> check.accept(table, line));
    found.others().stream()
        .filter(other -> !other.schema().equals("pg_catalog"))
        .forEach(
            other ->
                errors.add(
                    "%s: the query reads %s, which has no rule: its changes would be missed"
                        .formatted(rules.place(line), other)));
    reads.put(query.text(), found.tables());
    return Optional.of(found);
  }

  private static boolean isForbidden(Throwable cause) {
    return cause instanceof SQLException sql && INSUFFICIENT_PRIVILEGE.equals(sql.getSQLState());
  }

  private void error(KeyRule key, String what) {
    error(rules.place(key.line()), what);
  }

  private void error(String place, String what) {
    errors.add(place + ": " + what);
  }
}
