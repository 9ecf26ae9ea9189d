package dev.freshet.testkit;

import dev.freshet.rules.RowChange;

/** A committed change of one row, or a TRUNCATE of a table. {@link Changes} builds it. */
@FunctionalInterface
public interface Change {

  /** The change as the write-ahead log brings it. */
  RowChange toRowChange();
}
