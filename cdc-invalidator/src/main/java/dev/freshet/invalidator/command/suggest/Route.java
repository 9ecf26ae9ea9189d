package dev.freshet.invalidator.command.suggest;

import dev.freshet.invalidator.capture.postgres.RelationName;
import dev.freshet.invalidator.capture.postgres.SchemaGraph;
import dev.freshet.rules.Hop;
import dev.freshet.rules.Path;
import dev.freshet.rules.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;

/** A way from the rows of a table to those of a root, by foreign keys. */
record Route(List<Step> steps) {

  Route {
    steps = List.copyOf(steps);
  }

  RelationName root() {
    return steps.get(steps.size() - 1).to();
  }

  /** Whether it goes to rows that refer to the one before, of which there can be many. */
  boolean isBack() {
    return steps.stream().anyMatch(Step::isBack);
  }

  /** Whether it comes by a row that both refer to: the two need not concern each other. */
  boolean isByParent() {
    boolean wentForth = false;
    for (Step step : steps) {
      if (step.isBack() && wentForth) {
        return true;
      }
      wentForth |= !step.isBack();
    }
    return false;
  }

  /** As a rule writes it: it ends with the root's primary key, and comes by no row in vain. */
  Path path(SchemaGraph schema, Function<RelationName, TableName> names) {
    Writing writing = new Writing(schema, names, steps.get(0).leaving());
    List<String> arriving = steps.get(0).arriving();
    for (Step step : steps.subList(1, steps.size())) {
      writing.comeBy(step.from(), arriving, step.leaving());
      arriving = step.arriving();
    }
    writing.comeBy(root(), arriving, schema.table(root()).primaryKey());
    return writing.path();
  }

  /** How many rows of the root one row leads to on average; empty if nothing tells. */
  OptionalDouble fanOut(SchemaGraph schema) {
    double all = 1;
    for (Step step : steps) {
      OptionalDouble each = step.isBack() ? FanOut.of(step.key(), schema) : OptionalDouble.of(1);
      if (each.isEmpty()) {
        return OptionalDouble.empty();
      }
      all *= each.getAsDouble();
    }
    return OptionalDouble.of(Math.min(all, schema.table(root()).rows().orElse(all)));
  }

  /** Collects columns and look-ups. */
  private static final class Writing {

    private final SchemaGraph schema;
    private final Function<RelationName, TableName> names;
    private final List<Hop> hops = new ArrayList<>();
    private List<String> start;

    Writing(SchemaGraph schema, Function<RelationName, TableName> names, List<String> start) {
      this.schema = schema;
      this.names = names;
      this.start = start;
    }

    /**
     * Goes on by rows of a table.
     *
     * @param arriving where they have the values that the path has so far
     * @param leading to the next
     */
    void comeBy(RelationName table, List<String> arriving, List<String> leading) {
      if (isSame(arriving, leading)) {
        reorder(arriving, leading);
        return;
      }
      List<String> primaryKey = schema.table(table).primaryKey();
      boolean isByKey = isSame(arriving, primaryKey);
      if (isByKey) {
        reorder(arriving, primaryKey);
      }
      hops.add(
          new Hop(
              names.apply(table),
              isByKey ? Optional.empty() : Optional.of(arriving),
              leading,
              Optional.empty()));
    }

    private static boolean isSame(List<String> some, List<String> others) {
      return some.size() == others.size() && Set.copyOf(some).equals(Set.copyOf(others));
    }

    /** Lets the values come in another order. */
    private void reorder(List<String> is, List<String> wanted) {
      if (hops.isEmpty()) {
        start = reordered(start, is, wanted);
        return;
      }
      Hop last = hops.remove(hops.size() - 1);
      hops.add(
          new Hop(
              last.table(), last.match(), reordered(last.leads(), is, wanted), Optional.empty()));
    }

    private static List<String> reordered(
        List<String> values, List<String> is, List<String> wanted) {
      return wanted.stream().map(column -> values.get(is.indexOf(column))).toList();
    }

    Path path() {
      return new Path(start, hops);
    }
  }
}
