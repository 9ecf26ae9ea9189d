package dev.freshet.testkit;

import dev.freshet.rules.Operation;
import dev.freshet.rules.Row;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.Rules;
import dev.freshet.rules.TableName;
import dev.freshet.testkit.Tables.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Brings changes that a test makes up into the form in which the log has them. */
final class LoggedChanges {

  /** Some value: without the row as it was, nobody can tell whether it is another. */
  private static final String UNSAID = "(not said)";

  private final Connection database;
  private final Rules rules;
  private final Tables tables;

  LoggedChanges(Connection database, Rules rules, Tables tables) {
    this.database = database;
    this.rules = rules;
    this.tables = tables;
  }

  /**
   * The change as the log would have it.
   *
   * @throws IllegalArgumentException if no rule is about the table, it has no such column, a column
   *     cannot have such a value, or the row lacks what the rules need
   */
  RowChange of(RowChange change) throws SQLException {
    @Nullable Table table = tables.all().get(change.table());
    if (table == null) {
      throw new IllegalArgumentException(
          "no table whose changes matter: '%s'; there are %s"
              .formatted(
                  change.table(),
                  rules.tables().stream()
                      .map(TableName::toString)
                      .collect(Collectors.joining(", "))));
    }
    Optional<Row> before = row(change.table(), table, change.before());
    Optional<Row> after = row(change.table(), table, change.after());
    if (!rules.purgesWithoutImage(change.table())) {
      before.ifPresent(row -> refuseLacking(change.table(), row));
    }
    after.ifPresent(row -> refuseLacking(change.table(), row));
    Set<String> identity = tables.identities().getOrDefault(change.table(), Set.of());
    if (change.operation() == Operation.UPDATE && before.isPresent() && after.isPresent()) {
      after = Optional.of(withUnsaid(table, before.get(), after.get(), identity));
    }
    before = before.map(row -> row.only(identity));
    return new RowChange(
        change.table(),
        change.operation(),
        before,
        after,
        change.xid(),
        change.lsn(),
        change.committedAt());
  }

  /** What neither image tells is the same in both, as far as the log would tell that. */
  private static Row withUnsaid(Table table, Row before, Row after, Set<String> identity) {
    Map<String, Object> all = new HashMap<>(after.columns());
    table.declared().keySet().stream()
        .filter(column -> !before.columns().containsKey(column))
        .forEach(
            column -> all.putIfAbsent(column, identity.contains(column) ? Row.UNCHANGED : UNSAID));
    return new Row(all);
  }

  private void refuseLacking(TableName table, Row row) {
    List<String> lacking = rules.lacking(table, row);
    if (!lacking.isEmpty()) {
      throw new IllegalArgumentException(
          "the rules for %s need %s: say which with column(\"%s\", ...)"
              .formatted(table, String.join(", ", lacking), lacking.get(0)));
    }
  }

  private Optional<Row> row(TableName name, Table table, Optional<Row> row) throws SQLException {
    if (row.isEmpty()) {
      return row;
    }
    Map<String, Object> values = new HashMap<>();
    for (Map.Entry<String, Object> column : row.get().columns().entrySet()) {
      values.put(column.getKey(), value(name, table, column.getKey(), column.getValue()));
    }
    return Optional.of(new Row(values));
  }

  private Object value(TableName name, Table table, String column, Object value)
      throws SQLException {
    @Nullable String type = table.declared().get(column);
    if (type == null) {
      throw new IllegalArgumentException(
          "no column '%s' of %s; there are %s"
              .formatted(column, name, String.join(", ", table.declared().keySet())));
    }
    if (value == Row.NULL || value == Row.UNCHANGED) {
      return value;
    }
    String text;
    try (PreparedStatement cast =
        database.prepareStatement("select cast(? as %s)::text".formatted(type))) {
      cast.setString(1, value.toString());
      try (ResultSet rows = cast.executeQuery()) {
        rows.next();
        text = rows.getString(1);
      }
    } catch (SQLException e) {
      throw new IllegalArgumentException(
          "%s.%s is %s, which '%s' is not: %s"
              .formatted(
                  name,
                  column,
                  type,
                  value,
                  String.valueOf(e.getMessage())
                      .lines()
                      .findFirst()
                      .orElse("")
                      .replaceFirst("^ERROR: ", "")),
          e);
    }
    if (Tables.isInteger(type)) {
      return Long.valueOf(text);
    }
    if (type.equals("boolean")) {
      return Boolean.valueOf(text);
    }
    // Times have another text in the log than in queries.
    return type.startsWith("numeric") || type.equals("uuid") ? text : value.toString();
  }
}
