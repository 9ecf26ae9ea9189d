package dev.freshet.checker.history;

import org.jspecify.annotations.Nullable;

/**
 * A committed change of a row: it is there in a new version, or gone.
 *
 * @param version grows with each change of the row, over its deletions too
 * @param transaction the PostgreSQL transaction that made it
 * @param state what the subject's places need of the row as it is then; null if it is gone
 */
public record Change(Row row, long version, long transaction, @Nullable Object state) {

  /** Whether the row is gone. */
  public boolean deleted() {
    return state == null;
  }
}
