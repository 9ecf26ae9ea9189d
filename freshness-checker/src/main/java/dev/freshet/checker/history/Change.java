package dev.freshet.checker.history;

import org.jspecify.annotations.Nullable;

/**
 * A committed change of a row: it is there in a new version, or gone.
 *
 * @param version grows with each change of the row, over its deletions too
 * @param transaction the PostgreSQL transaction that made it
 * @param summary what pages show of a product; null for other rows, and for a row that is gone
 */
public record Change(
    Row row, long version, boolean deleted, long transaction, @Nullable Summary summary) {

  /**
   * A product in the pages that show it.
   *
   * @param version the version of the change that last altered any of this
   */
  public record Summary(long version, long category, boolean inStock, String name) {}
}
