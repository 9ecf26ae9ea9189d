package dev.freshet.invalidator.capture.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class RecordBatchTest {

  private static final SourceRecord CHANGE = record(Map.of("lsn_commit", 120L, "lsn_proc", 130L));
  private static final SourceRecord EARLY_HEARTBEAT = record(Map.of("lsn", 140L));

  @Test
  void hasTheOffsetOfItsPosition() {
    RecordBatch batch = new RecordBatch(List.of(CHANGE, EARLY_HEARTBEAT), () -> false);

    SourceRecord record = batch.record();

    assertThat(record.sourceOffset()).isEqualTo(CHANGE.sourceOffset());
    assertThat(record.sourcePartition()).isEqualTo(CHANGE.sourcePartition());
    assertThat(RecordBatch.of(List.of(() -> record))).isEqualTo(batch);
  }

  @Test
  void hasNoOffsetWithoutAPosition() {
    assertThat(new RecordBatch(List.of(EARLY_HEARTBEAT), () -> false).record().sourceOffset())
        .isEmpty();
  }

  @Test
  void refusesWhatItHasNotMade() {
    SourceRecord batch = new RecordBatch(List.of(CHANGE), () -> false).record();

    assertThatThrownBy(() -> RecordBatch.of(List.of(() -> CHANGE)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RecordBatch.of(List.of(() -> batch, () -> batch)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static SourceRecord record(Map<String, Object> offset) {
    return new SourceRecord(Map.of("server", "freshet"), offset, "topic", null, "value");
  }
}
