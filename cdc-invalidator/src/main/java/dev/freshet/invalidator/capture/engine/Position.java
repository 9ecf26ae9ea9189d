package dev.freshet.invalidator.capture.engine;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * What acknowledging a batch comes down to.
 *
 * @param index the one record of the batch to mark as processed
 * @param lsn up to where the server is then told that everything is applied
 */
public record Position(int index, long lsn) {

  /** The offset's fields that the engine takes the position from: the first that is there. */
  private static final List<String> FIELDS = List.of("lsn_commit", "lsn_proc");

  /**
   * The last record that says where it is; empty if none does. A heartbeat before the first change
   * of a run carries only the present end of the write-ahead log: if it were marked, a backlog that
   * is still to come would be lost at the next start.
   */
  static Optional<Position> lastOf(List<SourceRecord> batch) {
    for (int i = batch.size() - 1; i >= 0; i--) {
      Optional<Long> lsn = lsn(batch.get(i));
      if (lsn.isPresent()) {
        return Optional.of(new Position(i, lsn.get()));
      }
    }
    return Optional.empty();
  }

  private static Optional<Long> lsn(SourceRecord record) {
    return FIELDS.stream()
        .flatMap(field -> Stream.ofNullable(record.sourceOffset().get(field)))
        .filter(Long.class::isInstance)
        .map(Long.class::cast)
        .findFirst();
  }
}
