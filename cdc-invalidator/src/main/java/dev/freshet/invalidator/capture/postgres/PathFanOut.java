package dev.freshet.invalidator.capture.postgres;

import dev.freshet.rules.Hop;
import dev.freshet.rules.Path;
import dev.freshet.rules.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How many rows paths lead to from one: by the statistics, or, of a table that has none, by
 * counting.
 */
final class PathFanOut {

  /** Of a table without statistics no more are counted. */
  private static final int MOST_COUNTED = 200_000;

  /** Those of a table with its children come first. */
  private static final String STATISTICS =
      """
      select s.n_distinct::float8 as distinct_values, s.null_frac::float8 as nulls,
             coalesce(s.most_common_freqs[1], 0)::float8 as commonest
      from pg_stats s
      where format('%I.%I', s.schemaname, s.tablename) = :relation and s.attname = :column
      order by s.inherited desc
      limit 1
      """;

  private final JdbcClient database;
  private final SchemaFacts facts;

  PathFanOut(JdbcClient database, SchemaFacts facts) {
    this.database = database;
    this.facts = facts;
  }

  /**
   * The rows that a value leads to in one hop.
   *
   * @param average of the values that there are
   * @param largest of the commonest value
   */
  private record Step(double average, double largest) {}

  /**
   * The most rows that the path may lead to from one, if in one of its hops it meets the commonest
   * value.
   *
   * @param path whose tables and columns are there and may be read
   */
  long of(Path path) {
    List<Step> steps = new ArrayList<>();
    for (Hop hop : path.hops()) {
      List<String> match =
          hop.match()
              .orElseGet(
                  () -> Objects.requireNonNull(facts.tables().get(hop.table())).primaryKey());
      steps.add(step(hop.table(), match));
    }
    return Math.round(
        IntStream.range(0, steps.size())
            .mapToDouble(worst -> product(steps, worst))
            .max()
            .orElse(1));
  }

  private static double product(List<Step> steps, int worst) {
    double product = 1;
    for (int i = 0; i < steps.size(); i++) {
      product *= i == worst ? steps.get(i).largest() : steps.get(i).average();
    }
    return product;
  }

  private Step step(TableName table, List<String> match) {
    if (facts.isUnique(table, match)) {
      return new Step(1, 1);
    }
    double rows = facts.rows().getOrDefault(table, -1.0);
    double distinct = 1;
    double commonest = 1;
    double known = 1;
    for (String column : match) {
      Optional<Statistics> statistics = statistics(table, column);
      if (rows < 0 || statistics.isEmpty()) {
        return counted(table, match);
      }
      distinct *= statistics.get().distinct(rows);
      commonest *= statistics.get().commonest();
      known = Math.min(known, 1 - statistics.get().nulls());
    }
    double average = rows * known / Math.max(1, Math.min(distinct, rows * known));
    return new Step(average, Math.max(average, rows * commonest));
  }

  private Optional<Statistics> statistics(TableName table, String column) {
    return database
        .sql(STATISTICS)
        .param("relation", relation(table))
        .param("column", column)
        .query(Statistics.class)
        .optional();
  }

  private Step counted(TableName table, List<String> match) {
    String columns =
        match.stream()
            .map(column -> '"' + column.replace("\"", "\"\"") + '"')
            .collect(Collectors.joining(", "));
    return database
        .sql(
            """
            select coalesce(avg(rows), 0)::float8 as average, coalesce(max(rows), 0)::float8 as largest
            from (select count(*) as rows
                  from (select %1$s from %2$s where (%1$s) is not null limit %3$d) sample
                  group by %1$s) groups
            """
                .formatted(columns, relation(table), MOST_COUNTED))
        .query(Step.class)
        .single();
  }

  private String relation(TableName table) {
    return Objects.requireNonNull(facts.tables().get(table)).relation();
  }

  /**
   * PostgreSQL's of a column.
   *
   * @param distinctValues negative: as a part of the rows
   * @param nulls the part of the rows that have none
   * @param commonest the part of the rows that have the commonest value
   */
  private record Statistics(double distinctValues, double nulls, double commonest) {

    double distinct(double rows) {
      return distinctValues < 0 ? -distinctValues * rows : Math.max(1, distinctValues);
    }
  }
}
