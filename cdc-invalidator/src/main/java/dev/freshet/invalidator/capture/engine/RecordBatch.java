package dev.freshet.invalidator.capture.engine;

import io.debezium.engine.RecordChangeEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Debezium's records that were taken together, handed through its engine as the value of one: it
 * passes each of its records to another thread and back.
 *
 * @param records in the order of the log
 * @param hasMore whether others have arrived by now, which the next batch brings
 */
public record RecordBatch(List<SourceRecord> records, BooleanSupplier hasMore) {

  private static final String TOPIC = "batch";

  public RecordBatch {
    records = List.copyOf(records);
  }

  /**
   * The batch that the engine hands over.
   *
   * @param events one, as {@link ArrivalTask} returns one at a time
   */
  public static RecordBatch of(List<RecordChangeEvent<SourceRecord>> events) {
    if (events.size() == 1 && events.get(0).record().value() instanceof RecordBatch batch) {
      return batch;
    }
    throw new IllegalArgumentException("not a batch: " + events);
  }

  /** Where the last record that says so is; empty if none does. */
  public Optional<Position> position() {
    return Position.lastOf(records);
  }

  /**
   * Up to where in the log everything that was committed has come with these; 0 if none of them
   * tells. A heartbeat of Debezium's does not: before the first change it has the end of the log.
   */
  public long end() {
    return records.stream()
        .map(SourceRecord::value)
        .filter(Struct.class::isInstance)
        .map(Struct.class::cast)
        .filter(event -> event.schema().field("source") != null)
        .map(event -> event.getStruct("source").getInt64("lsn"))
        .filter(lsn -> lsn != null)
        .mapToLong(Long::longValue)
        .max()
        .orElse(0);
  }

  /** Stands for the records; with the offset of their position, and with none if they have none. */
  public SourceRecord record() {
    Optional<SourceRecord> last = position().map(at -> records.get(at.index()));
    return new SourceRecord(
        last.<Map<String, ?>>map(SourceRecord::sourcePartition).orElse(Map.of()),
        last.<Map<String, ?>>map(SourceRecord::sourceOffset).orElse(Map.of()),
        TOPIC,
        null,
        this);
  }
}
