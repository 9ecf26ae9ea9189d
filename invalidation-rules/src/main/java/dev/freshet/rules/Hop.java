package dev.freshet.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One look-up of a {@link Path}: from values to the rows of a table that have them, and to others
 * of their columns.
 *
 * @param match the columns that have the values; empty: the primary key, which is not known yet
 * @param leads the columns that the path goes on with
 * @param facts of the table, once they are known
 */
public record Hop(
    TableName table, Optional<List<String>> match, List<String> leads, Optional<TableFacts> facts) {

  public Hop {
    match = match.map(List::copyOf);
    leads = List.copyOf(leads);
  }

  /** The same, with what the database knows. */
  Hop with(TableFacts known) {
    Optional<List<String>> primaryKey =
        Optional.of(known.primaryKey()).filter(columns -> !columns.isEmpty());
    return new Hop(table, match.or(() -> primaryKey), leads, Optional.of(known));
  }

  /** The columns that tell where a row leads: the changes of which make the path another one. */
  List<String> links() {
    return Stream.concat(match.stream().flatMap(List::stream), leads.stream()).distinct().toList();
  }

  /** Which changes of a row make the path another one. */
  Watch watch() {
    return match.isPresent() ? Watch.of(links().stream().map(Watched::column).toList()) : Watch.ALL;
  }

  @Override
  public String toString() {
    return table
        + match.map(columns -> "(" + String.join(", ", written(columns)) + ")").orElse("")
        + "."
        + SqlName.written(leads);
  }

  private static List<String> written(List<String> columns) {
    List<String> written = new ArrayList<>();
    columns.forEach(column -> written.add(SqlName.written(column)));
    return written;
  }
}
