package dev.freshet.invalidation;

import dev.freshet.invalidation.visibility.VisiblePoint;
import java.util.Optional;

/**
 * Counts how many changes in a row were visible already when the first of them was applied: the
 * rows of one large transaction, or what has piled up.
 */
final class Backlog {

  private Optional<VisiblePoint> start = Optional.empty();
  private long changes;

  /**
   * Adds a batch.
   *
   * @param now in which the batch is visible
   */
  void add(Batch batch, VisiblePoint now) {
    if (start.filter(batch::isSeenBy).isPresent()) {
      changes += batch.size();
    } else {
      start = Optional.of(now);
      changes = 0;
    }
  }

  long changes() {
    return changes;
  }

  /** How many there are with another batch, if that was visible already; else 0. */
  long changesWith(Batch batch) {
    return start.filter(batch::isSeenBy).isPresent() ? changes + batch.size() : 0;
  }

  void clear() {
    changes = 0;
  }
}
