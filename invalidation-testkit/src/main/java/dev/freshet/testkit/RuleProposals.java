package dev.freshet.testkit;

import dev.freshet.keys.Kind;
import dev.freshet.rules.KeyRule;
import dev.freshet.rules.Path;
import dev.freshet.rules.Rules;
import dev.freshet.rules.TableName;
import dev.freshet.testkit.Tables.Relation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What to write into a rules file for a table that it lacks, as foreign keys and names tell. */
final class RuleProposals {

  private static final int MOST_HOPS = 3;

  /** Those of one column, from the table to others, and from others to it. */
  private static final String FOREIGN_KEYS =
      """
      select k.conrelid = t.oid as own, a.attname::text as from_column, b.attname::text as to_column,
             n.nspname::text as schema, o.relname::text as name
      from pg_class t
      join pg_namespace tn on tn.oid = t.relnamespace and tn.nspname = ? and t.relname = ?
      join pg_constraint k
        on k.contype = 'f' and cardinality(k.conkey) = 1 and t.oid in (k.conrelid, k.confrelid)
      join pg_class o on o.oid = case when k.conrelid = t.oid then k.confrelid else k.conrelid end
      join pg_namespace n on n.oid = o.relnamespace
      join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
      join pg_attribute b on b.attrelid = k.confrelid and b.attnum = k.confkey[1]
      where o.oid <> t.oid
      order by own desc, k.conname
      """;

  private static final String COLUMNS =
      """
      select a.attname::text
      from pg_attribute a
      join pg_class c on c.oid = a.attrelid
      join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ? and c.relname = ? and a.attnum > 0 and not a.attisdropped
      """;

  private final Connection database;
  private final Rules rules;
  private final Tables tables;
  private final Kind kind;

  RuleProposals(Connection database, Rules rules, Tables tables, Kind kind) {
    this.database = database;
    this.rules = rules;
    this.tables = tables;
    this.kind = kind;
  }

  /** Such as {@code prices: { product: variant_id -> variants.product_id }}. */
  String of(Relation relation) throws SQLException {
    String path = path(relation).orElse("the path to it, or a query");
    String table =
        new TableName(
                relation.schema().equals("public")
                    ? Optional.empty()
                    : Optional.of(relation.schema()),
                relation.name())
            .toString();
    return "%s: { %s: %s }".formatted(table, kind, path);
  }

  private Optional<String> path(Relation relation) throws SQLException {
    String named = kind.name().replace('-', '_') + "_id";
    if (columns(relation).contains(named)) {
      return Optional.of(named);
    }
    try (PreparedStatement statement = database.prepareStatement(FOREIGN_KEYS)) {
      statement.setString(1, relation.schema());
      statement.setString(2, relation.name());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Relation other = new Relation(rows.getString("schema"), rows.getString("name"));
          String from = rows.getString("from_column");
          String to = rows.getString("to_column");
          for (TableName table : tables.tables(other)) {
            Optional<Path> onward = onward(table);
            if (onward.isPresent()) {
              return Optional.of(
                  rows.getBoolean("own")
                      ? "%s -> %s.%s".formatted(from, table, onward.get())
                      : "%s -> %s(%s).%s".formatted(to, table, from, onward.get()));
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  /** How the rules go on from a row of the table. */
  private Optional<Path> onward(TableName table) {
    return rules.keyRules(table).stream()
        .filter(key -> key.kind().equals(kind))
        .map(KeyRule::source)
        .filter(Path.class::isInstance)
        .map(Path.class::cast)
        .filter(path -> path.columns().size() == 1 && path.hops().size() < MOST_HOPS)
        .findFirst();
  }

  private Set<String> columns(Relation relation) throws SQLException {
    List<String> columns = new ArrayList<>();
    try (PreparedStatement statement = database.prepareStatement(COLUMNS)) {
      statement.setString(1, relation.schema());
      statement.setString(2, relation.name());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          columns.add(rows.getString(1));
        }
      }
    }
    return Set.copyOf(columns);
  }
}
