package dev.freshet.rules;

import dev.freshet.keys.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a change of a row of one table makes wrong.
 *
 * @param line where it is written
 * @param when all must hold of an image for it to count
 * @param watch which changes count, besides those of the columns that the keys and the conditions
 *     need
 * @param purges kinds of which every value is wrong
 * @param isDerived whether it follows from another table's rule, which comes by this table
 * @param needed the columns that an image must tell
 */
record RowRule(
    int line,
    List<Condition> when,
    Watch watch,
    List<KeyRule> keys,
    Set<Kind> purges,
    boolean isDerived,
    List<String> needed) {

  RowRule {
    when = List.copyOf(when);
    keys = List.copyOf(keys);
    purges = Set.copyOf(purges);
  }

  RowRule(
      int line,
      List<Condition> when,
      Watch watch,
      List<KeyRule> keys,
      Set<Kind> purges,
      boolean isDerived) {
    this(line, when, watch, keys, purges, isDerived, needed(when, keys));
  }

  private static List<String> needed(List<Condition> when, List<KeyRule> keys) {
    return Stream.concat(
            keys.stream().flatMap(key -> key.source().columns().stream()),
            when.stream().map(Condition::column))
        .distinct()
        .toList();
  }

  /** A rule for the table of a hop: its rows lead to the values that the rest of the path finds. */
  static RowRule derived(KeyRule from, Path path, int hop) {
    return new RowRule(
        from.line(),
        List.of(),
        path.hops().get(hop).watch(),
        List.of(from.by(path.from(hop))),
        Set.of(),
        true);
  }

  /** A rule for a table that a query for values reads: they may be others than before. */
  static RowRule derivedPurge(Kind kind) {
    return new RowRule(1, List.of(), Watch.allBut(Set.of()), List.of(), Set.of(kind), true);
  }

  /** All columns that it names. */
  Set<String> columns() {
    return Stream.concat(needed().stream(), watch.columns().stream()).collect(Collectors.toSet());
  }

  /** In words, a line for each thing that it makes wrong. */
  List<String> lines() {
    String condition =
        when.isEmpty()
            ? ""
            : "  when "
                + when.stream().map(Condition::toString).collect(Collectors.joining(" and "));
    String suffix = condition + (comesByKey() ? words(needed) : watch.words());
    Set<String> lines = new LinkedHashSet<>();
    keys.forEach(key -> lines.add("  " + key + suffix));
    purges.stream().sorted().forEach(kind -> lines.add("  every " + kind + suffix));
    return List.copyOf(lines);
  }

  /** Whether it follows from a look-up by the primary key, which is not known yet. */
  private boolean comesByKey() {
    return isDerived && watch.equals(Watch.ALL);
  }

  private static String words(List<String> leads) {
    return "  if one of these changes: the primary key, " + String.join(", ", leads);
  }

  /** The kinds that it may make wrong. */
  Set<Kind> kinds() {
    return Stream.concat(keys.stream().map(KeyRule::kind), purges.stream())
        .collect(Collectors.toSet());
  }

  /**
   * Adds what the change makes wrong.
   *
   * @throws IllegalArgumentException if the row as it is lacks a column
   */
  void apply(RowChange change, AffectedKeys.Builder affected) {
    Optional<Row> before = change.before();
    Optional<Row> after = change.after().map(row -> before.map(row::over).orElse(row));
    boolean isUpdate = change.operation() == Operation.UPDATE;
    if (isUpdate && before.isPresent() && after.isPresent() && !counts(before.get(), change)) {
      return;
    }
    if (change.operation() != Operation.INSERT) {
      before.ifPresentOrElse(
          row -> applyTo(row, true, affected),
          () -> keys.forEach(key -> affected.purge(PurgeReason.IMAGE, key.kind())));
    }
    after.ifPresent(row -> applyTo(row, false, affected));
  }

  /**
   * What the change makes wrong by one of the keys alone.
   *
   * @throws IllegalArgumentException as above
   */
  AffectedKeys affectedBy(RowChange change, KeyRule key) {
    AffectedKeys.Builder affected = new AffectedKeys.Builder();
    new RowRule(line, when, watch, List.of(key), Set.of(), isDerived, needed)
        .apply(change, affected);
    return affected.build();
  }

  private boolean counts(Row before, RowChange change) {
    Row after = change.after().orElseThrow();
    if (watch.isChanged(before, after)) {
      return true;
    }
    for (String column : needed) {
      if (!before.sameIn(after, column)) {
        return true;
      }
    }
    return false;
  }

  private void applyTo(Row row, boolean isOld, AffectedKeys.Builder affected) {
    for (Condition condition : when) {
      if (!condition.mayHold(row)) {
        return;
      }
    }
    purges.forEach(kind -> affected.purge(PurgeReason.RULE, kind));
    keys.forEach(key -> apply(key, row, isOld, affected));
  }

  private static void apply(KeyRule key, Row row, boolean isOld, AffectedKeys.Builder affected) {
    List<@Nullable String> values = new ArrayList<>(1);
    for (String column : key.source().columns()) {
      if (!row.tells(column)) {
        if (!isOld) {
          throw new IllegalArgumentException("the row as it is lacks " + column);
        }
        affected.purge(PurgeReason.IMAGE, key.kind());
        return;
      }
      values.add(row.text(column));
    }
    if (key.source().looksUp()) {
      if (key.source() instanceof Query || !values.contains(null)) {
        affected.lookup(new Lookup(key.kind(), key.source(), values, key.tag()));
      }
    } else if (!values.contains(null)) {
      List<String> parts = values.stream().map(String::valueOf).toList();
      key.tag()
          .ifPresentOrElse(
              tag -> affected.tag(tag.render(parts)),
              () -> affected.target(new Target(key.kind(), parts)));
    }
  }

  /** The same, with what the database knows. */
  RowRule with(TableName table, Map<TableName, TableFacts> facts) {
    Map<String, String> types =
        Optional.ofNullable(facts.get(table)).map(TableFacts::types).orElse(Map.of());
    return new RowRule(
        line,
        when.stream().map(condition -> condition.with(types)).toList(),
        watch.with(types),
        keys.stream().map(key -> key.with(table, facts)).toList(),
        purges,
        isDerived);
  }
}
