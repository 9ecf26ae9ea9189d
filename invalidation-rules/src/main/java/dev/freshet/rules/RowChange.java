package dev.freshet.rules;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One committed change of one row, or a TRUNCATE of its table.
 *
 * @param before the row as it was, as far as that is known: without full replica identity only the
 *     identity's columns
 * @param after the row as it is; absent for a delete
 * @param xid the 32 low bits of the transaction's id
 * @param lsn where the change is in the write-ahead log
 * @param committedAt by the database server's clock
 */
public record RowChange(
    TableName table,
    Operation operation,
    Optional<Row> before,
    Optional<Row> after,
    long xid,
    long lsn,
    Instant committedAt) {

  /** The images that there are, the older one first. */
  List<Row> images() {
    return Stream.of(before, after).flatMap(Optional::stream).toList();
  }
}
