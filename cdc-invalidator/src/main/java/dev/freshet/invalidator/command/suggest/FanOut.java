package dev.freshet.invalidator.command.suggest;

import dev.freshet.invalidator.capture.postgres.SchemaGraph;
import dev.freshet.invalidator.capture.postgres.SchemaGraph.Column;
import dev.freshet.invalidator.capture.postgres.SchemaGraph.ForeignKey;
import dev.freshet.invalidator.capture.postgres.SchemaGraph.Statistics;
import dev.freshet.invalidator.capture.postgres.SchemaGraph.Table;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** How many rows refer to one, by the statistics. */
final class FanOut {

  private FanOut() {}

  /**
   * On average, of those rows that any refers to; of all, if nothing is known of the columns'
   * values. Empty if there are no statistics.
   */
  static OptionalDouble of(ForeignKey key, SchemaGraph schema) {
    Table referring = schema.table(key.from());
    if (referring.unique().stream().anyMatch(key.columns()::containsAll)) {
      return OptionalDouble.of(1);
    }
    if (referring.rows().isEmpty()) {
      return OptionalDouble.empty();
    }
    double rows = referring.rows().getAsDouble();
    OptionalDouble distinct = distinct(referring, key.columns(), rows);
    if (distinct.isPresent()) {
      return OptionalDouble.of(rows * known(referring, key.columns()) / distinct.getAsDouble());
    }
    OptionalDouble referred = schema.table(key.to()).rows();
    return referred.isPresent()
        ? OptionalDouble.of(rows / referred.getAsDouble())
        : OptionalDouble.empty();
  }

  /** How many of all rows have values in all of these columns. */
  private static double known(Table table, List<String> columns) {
    return columns.stream()
        .flatMap(column -> statistics(table, column).stream())
        .mapToDouble(each -> 1 - each.nulls())
        .min()
        .orElse(1);
  }

  private static OptionalDouble distinct(Table table, List<String> columns, double rows) {
    double all = 1;
    for (String column : columns) {
      double each = statistics(table, column).map(Statistics::distinct).orElse(0.0);
      if (each == 0) {
        return OptionalDouble.empty();
      }
      all *= each < 0 ? -each * rows : each;
    }
    // Of columns that depend on each other there are fewer than that, but never more than rows.
    return OptionalDouble.of(Math.max(1, Math.min(all, rows * known(table, columns))));
  }

  private static Optional<Statistics> statistics(Table table, String column) {
    return Optional.ofNullable(table.columns().get(column)).flatMap(Column::statistics);
  }
}
