package dev.freshet.invalidator.capture.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class PositionTest {

  private static final SourceRecord EARLY_HEARTBEAT = record(Map.of("lsn", 900L));
  private static final SourceRecord FIRST_CHANGE = record(Map.of("lsn", 110L, "lsn_proc", 110L));
  private static final SourceRecord CHANGE =
      record(Map.of("lsn", 130L, "lsn_proc", 130L, "lsn_commit", 120L));

  @Test
  void isThatOfTheLastRecord() {
    assertThat(Position.lastOf(List.of(FIRST_CHANGE, CHANGE))).hasValue(new Position(1, 120));
  }

  @Test
  void isWithinTheFirstTransactionUntilThatHasEnded() {
    assertThat(Position.lastOf(List.of(FIRST_CHANGE))).hasValue(new Position(0, 110));
  }

  @Test
  void isNeverThatOfAHeartbeatBeforeTheFirstChange() {
    assertThat(Position.lastOf(List.of(EARLY_HEARTBEAT))).isEmpty();
    assertThat(Position.lastOf(List.of(FIRST_CHANGE, EARLY_HEARTBEAT)))
        .hasValue(new Position(0, 110));
  }

  @Test
  void isNoneForNoRecords() {
    assertThat(Position.lastOf(List.of())).isEmpty();
  }

  private static SourceRecord record(Map<String, Long> offset) {
    return new SourceRecord(Map.of("server", "s"), offset, "topic", null, null);
  }
}
