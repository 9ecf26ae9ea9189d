package dev.freshet.rules;

import dev.freshet.keys.Kind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rules for one table.
 *
 * @param line where it is first written; 0 if only other tables' rules come by it
 * @param listings what listings know of its rows; empty if they show none
 * @param purgesWithoutImage whether its replica identity may lack what the rules need, so that
 *     changes which do purge
 */
record TableRules(
    TableName table,
    int line,
    List<RowRule> rules,
    Optional<ListingColumns> listings,
    boolean purgesWithoutImage) {

  TableRules {
    rules = List.copyOf(rules);
  }

  /** The kinds that any change of it can make wrong. */
  Set<Kind> kinds() {
    Set<Kind> kinds =
        rules.stream().flatMap(rule -> rule.kinds().stream()).collect(Collectors.toSet());
    listings.ifPresent(columns -> kinds.addAll(columns.kinds()));
    return kinds;
  }

  /** The columns that each image must tell. */
  Set<String> needed() {
    return rules.stream().flatMap(rule -> rule.needed().stream()).collect(Collectors.toSet());
  }

  /** Those of the needed columns, and of what listings show, that a row lacks. */
  List<String> lacking(Row row) {
    Set<String> lacking = new LinkedHashSet<>();
    needed().stream().filter(column -> !row.tells(column)).sorted().forEach(lacking::add);
    listings.ifPresent(columns -> lacking.addAll(columns.lacking(row)));
    return List.copyOf(lacking);
  }

  /**
   * What the change makes wrong.
   *
   * @throws IllegalArgumentException if it lacks what it must have
   */
  AffectedKeys affectedBy(RowChange change) {
    AffectedKeys.Builder affected = new AffectedKeys.Builder();
    if (change.operation() == Operation.TRUNCATE) {
      kinds().forEach(kind -> affected.purge(PurgeReason.TRUNCATE, kind));
      return affected.build();
    }
    if (change.before().isEmpty() && change.after().isEmpty()) {
      throw new IllegalArgumentException("no image of the row");
    }
    rules.forEach(rule -> rule.apply(change, affected));
    listings.ifPresent(columns -> columns.apply(change, affected));
    return affected.build();
  }

  /** The same, with what the database knows. */
  TableRules with(Map<TableName, TableFacts> facts) {
    return new TableRules(
        table,
        line,
        rules.stream().map(rule -> rule.with(table, facts)).toList(),
        listings.map(
            columns ->
                Optional.ofNullable(facts.get(table))
                    .map(known -> columns.with(known.types()))
                    .orElse(columns)),
        purgesWithoutImage);
  }
}
