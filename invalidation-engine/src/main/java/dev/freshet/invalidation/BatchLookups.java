package dev.freshet.invalidation;

import dev.freshet.invalidation.visibility.CommitVisibility;
import dev.freshet.invalidation.visibility.Looked;
import dev.freshet.invalidation.visibility.LookupException;
import dev.freshet.invalidation.visibility.VisiblePoint;
import dev.freshet.keys.Kind;
import dev.freshet.rules.Lookup;
import dev.freshet.rules.Query;
import dev.freshet.rules.Rules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What batches ask the database, and what is known of the values that their keys are written with.
 * Not thread-safe.
 */
final class BatchLookups {

  private final CommitVisibility visibility;
  private final Values values = new Values();

  BatchLookups(CommitVisibility visibility) {
    this.visibility = visibility;
  }

  /** What is to be asked before the batch's keys are known. */
  Set<Lookup> questions(Rules rules, Batch batch) {
    values.forget(batch.alteredValues());
    Set<Kind> purgedKinds = batch.purgedKinds();
    Set<Lookup> questions = values.missing(rules, batch.writtenKinds());
    batch.lookups().stream()
        .filter(lookup -> !purgedKinds.contains(lookup.kind()))
        .forEach(questions::add);
    return questions;
  }

  /**
   * Asks, when the batch's commits are visible, and remembers the values.
   *
   * @throws LookupException if the database does not answer, or not in time
   */
  Looked ask(Rules rules, Batch batch, Set<Lookup> questions)
      throws LookupException, InterruptedException {
    Looked looked = visibility.await(batch.xids(), questions, rules.maxFanout());
    looked
        .found()
        .forEach(
            (lookup, found) -> {
              if (!batch.lookups().contains(lookup) && !looked.tooMany().contains(lookup)) {
                values.learn((Query) lookup.source(), found);
              }
            });
    return looked;
  }

  /**
   * All that the batch's keys are written with, also what was asked for earlier ones.
   *
   * @param looked what was asked for this one
   * @param point at which the batch is visible
   */
  Looked all(Rules rules, Batch batch, Optional<Looked> looked, VisiblePoint point) {
    Map<Lookup, List<List<String>>> found =
        new HashMap<>(values.known(rules, batch.writtenKinds()));
    looked.ifPresent(now -> found.putAll(now.found()));
    return new Looked(point, found, looked.map(Looked::tooMany).orElse(Set.of()));
  }

  /** Whether anything is known that the batch's keys are written with, besides rows. */
  boolean isWrittenWithValues(Rules rules, Batch batch) {
    return !values.known(rules, batch.writtenKinds()).isEmpty();
  }

  /** The answer to a query for values, which must be known. */
  List<String> valuesOf(Query query) {
    return values.of(query);
  }

  /** Forgets all values. */
  void clear() {
    values.clear();
  }
}
