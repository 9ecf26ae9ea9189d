package dev.freshet.invalidator.command.suggest;

import dev.freshet.invalidator.capture.postgres.RelationName;
import dev.freshet.invalidator.capture.postgres.SchemaGraph;
import dev.freshet.invalidator.capture.postgres.SchemaGraph.Column;
import dev.freshet.invalidator.capture.postgres.SchemaGraph.ForeignKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ways by foreign keys from tables to a root.
 *
 * <p>A way first goes back, to rows that refer to the one it is at, as from a tag to what is tagged
 * with it, and then forth, to rows that these refer to. The other way round it would come by a row
 * that both refer to: the products of a category concern an order of one of them less than the
 * order does. Such ways are found too, and {@link Route#isByParent} tells them.
 */
final class Routes {

  /** A step can be for nothing, as the columns are the same, so that look-ups are fewer. */
  private static final int MOST_STEPS = 4;

  /** In one path: more are seldom what anybody has in mind. */
  static final int MOST_LOOKUPS = 2;

  private final Map<RelationName, List<Step>> steps = new HashMap<>();
  private final List<String> unusable = new ArrayList<>();

  Routes(SchemaGraph schema) {
    for (ForeignKey key : schema.keys()) {
      Optional<String> problem = problem(key, schema);
      if (problem.isPresent()) {
        unusable.add(problem.get());
        continue;
      }
      add(new Step(key, false));
      add(new Step(key, true));
    }
  }

  private void add(Step step) {
    steps.computeIfAbsent(step.from(), any -> new ArrayList<>()).add(step);
  }

  private static Optional<String> problem(ForeignKey key, SchemaGraph schema) {
    for (int i = 0; i < key.columns().size(); i++) {
      @Nullable Column from = schema.table(key.from()).columns().get(key.columns().get(i));
      @Nullable Column to = schema.table(key.to()).columns().get(key.toColumns().get(i));
      if (from == null || to == null) {
        return Optional.of(
            "%s refers to %s from a child table's own column".formatted(key.from(), key.to()));
      }
      if (from.isGenerated() || to.isGenerated()) {
        return Optional.of(
            "%s refers to %s by a generated column, which the log does not carry"
                .formatted(key.from(), key.to()));
      }
      if (!from.family().equals(to.family())) {
        return Optional.of(
            "%s.%s is %s, %s.%s is %s, and look-ups do not compare them"
                .formatted(key.from(), from.name(), from.type(), key.to(), to.name(), to.type()));
      }
    }
    return Optional.empty();
  }

  /** Why some foreign keys lead nowhere, in words. */
  List<String> unusable() {
    return unusable;
  }

  /** All ways from a table to a root; from the root itself those that come back to other rows. */
  List<Route> between(RelationName table, RelationName root) {
    List<Route> found = new ArrayList<>();
    search(table, root, new ArrayList<>(), new HashSet<>(Set.of(table)), found);
    return found;
  }

  private void search(
      RelationName at,
      RelationName root,
      List<Step> taken,
      Set<RelationName> visited,
      List<Route> found) {
    for (Step step : steps.getOrDefault(at, List.of())) {
      if (!mayFollow(taken, step, root)) {
        continue;
      }
      taken.add(step);
      if (step.to().equals(root)) {
        found.add(new Route(taken));
      } else if (taken.size() < MOST_STEPS && isNew(step, visited)) {
        search(step.to(), root, taken, visited, found);
        if (!step.isLoop()) {
          visited.remove(step.to());
        }
      }
      taken.remove(taken.size() - 1);
    }
  }

  /** A table that refers to itself is left for the next row of its own first of all, or never. */
  private static boolean isNew(Step step, Set<RelationName> visited) {
    return step.isLoop() || visited.add(step.to());
  }

  private static boolean mayFollow(List<Step> taken, Step step, RelationName root) {
    if (taken.isEmpty()) {
      return true;
    }
    Step last = taken.get(taken.size() - 1);
    if (step.isLoop() || last.key().equals(step.key())) {
      return false;
    }
    if (step.isBack() && !last.isBack()) {
      return taken.size() == 1 && !last.isLoop() && step.to().equals(root);
    }
    return lookups(taken, step) <= MOST_LOOKUPS;
  }

  /** As many at least as a path has that goes on so. */
  private static int lookups(List<Step> taken, Step next) {
    int lookups = 0;
    for (int i = 0; i < taken.size(); i++) {
      Step following = i + 1 < taken.size() ? taken.get(i + 1) : next;
      if (!Set.copyOf(taken.get(i).arriving()).equals(Set.copyOf(following.leaving()))) {
        lookups++;
      }
    }
    return lookups;
  }
}
