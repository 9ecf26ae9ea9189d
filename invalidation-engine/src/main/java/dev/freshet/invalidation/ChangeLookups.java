package dev.freshet.invalidation;

import dev.freshet.invalidation.visibility.CommitVisibility;
import dev.freshet.invalidation.visibility.Looked;
import dev.freshet.invalidation.visibility.LookupException;
import dev.freshet.invalidation.visibility.VisiblePoint;
import dev.freshet.rules.Lookup;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.Rules;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
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
    return new Batch(rules, metrics, new Purged(), false);
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
        Looked looked = lookups.ask(rules, batch, questions);
        answered = Optional.of(lookups.all(rules, batch, Optional.of(looked), looked.point()));
      } else if (lookups.isWrittenWithValues(rules, batch)) {
        VisiblePoint point = visibility.await(batch.xids());
        answered = Optional.of(lookups.all(rules, batch, Optional.empty(), point));
      }
    } catch (LookupException e) {
      log.warn("A look-up was not answered: {}", e.getMessage());
    }
    batch = newBatch();
    return answered;
  }
}
