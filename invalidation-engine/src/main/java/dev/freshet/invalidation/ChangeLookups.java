package dev.freshet.invalidation;

import dev.freshet.invalidation.visibility.CommitVisibility;
import dev.freshet.invalidation.visibility.Looked;
import dev.freshet.invalidation.visibility.LookupException;
import dev.freshet.rules.Lookup;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.Rules;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for changes what an {@link Invalidator} asks for them, and deletes nothing. Not thread-safe.
 */
public final class ChangeLookups {

  private static final Logger log = LoggerFactory.getLogger(ChangeLookups.class);

  private final Rules rules;
  private final CommitVisibility visibility;
  private final BatchLookups lookups;
  private final InvalidationMetrics metrics;
  private Batch batch;

  /**
   * @param rules with what the database knows
   */
  public ChangeLookups(Rules rules, CommitVisibility visibility) {
    this.rules = rules;
    this.visibility = visibility;
    this.lookups = new BatchLookups(visibility);
    this.metrics =
        new InvalidationMetrics(new SimpleMeterRegistry(), Clock.systemUTC(), rules.kinds());
    this.batch = newBatch();
  }

  private Batch newBatch() {
    return new Batch(rules, metrics, new Purged());
  }

  /** Adds a change that has been committed. */
  public void add(RowChange change) {
    batch.add(change);
  }

  /**
   * Asks for the changes since the last call, once they are visible. All that their keys are
   * written with is among the answers, also what was asked for earlier changes.
   *
   * @return empty if there is nothing to ask, or the database does not answer
   * @throws dev.freshet.invalidation.visibility.NotVisibleException if they are not visible after a
   *     while; to be called again
   * @throws RuntimeException as the source of the answers does, if it cannot be asked at all
   */
  public Optional<Looked> ask() throws InterruptedException {
    Set<Lookup> questions = lookups.questions(rules, batch);
    Optional<Looked> answered = Optional.empty();
    try {
      if (!questions.isEmpty()) {
        answered = Optional.of(lookups.ask(rules, batch, questions));
      } else if (!lookups.values(rules, batch).isEmpty()) {
        answered = Optional.of(new Looked(visibility.await(batch.xids()), Map.of(), Set.of()));
      }
    } catch (LookupException e) {
      log.warn("A look-up was not answered: {}", e.getMessage());
    }
    answered = answered.map(this::withValues);
    batch = newBatch();
    return answered;
  }

  private Looked withValues(Looked looked) {
    Map<Lookup, List<List<String>>> found = new HashMap<>(lookups.values(rules, batch));
    found.putAll(looked.found());
    return new Looked(looked.point(), found, looked.tooMany());
  }
}
