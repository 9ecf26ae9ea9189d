package dev.freshet.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatermarkTest {

  private static final Watermark WATERMARK =
      new Watermark(
          "0/16B3748",
          Optional.of(Instant.parse("2026-01-01T00:00:00.123456Z")),
          "freshet",
          "7312345678901234567",
          "1",
          "host-1",
          Optional.of(Instant.ofEpochMilli(1767225599000L)),
          Optional.of(Instant.ofEpochMilli(1767220000000L)));

  @Test
  void hasTheFieldsThatOtherProgramsRead() {
    assertThat(WATERMARK.fields())
        .containsEntry("lsn", "0/16B3748")
        .containsEntry("commit_time", "2026-01-01T00:00:00.123456Z")
        .containsEntry("slot", "freshet")
        .containsEntry("system_identifier", "7312345678901234567")
        .containsEntry("timeline", "1")
        .containsEntry("instance", "host-1")
        .containsEntry("complete_until", "1767225599000")
        .containsEntry("purged_at", "1767220000000")
        .hasSize(8);
  }

  @Test
  void isReadBackFromItsFields() {
    Map<String, String> fields = new HashMap<>(WATERMARK.fields());
    fields.put(Watermark.APPLIED_AT, "1767225600123");
    assertThat(Watermark.of(fields)).contains(WATERMARK);

    fields.put("commit_time", "");
    assertThat(Watermark.of(fields).orElseThrow().commitTime()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"complete_until", "purged_at"})
  void aTimeThatIsNotKnownHasNoField(String field) {
    Map<String, String> fields = new HashMap<>(WATERMARK.fields());
    fields.remove(field);
    Watermark known = Watermark.of(fields).orElseThrow();
    assertThat(known.fields()).isEqualTo(fields);

    fields.put(field, "yesterday");
    assertThat(Watermark.of(fields)).contains(known);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"lsn", "commit_time", "slot", "system_identifier", "timeline", "instance"})
  void aMissingFieldMakesItNone(String field) {
    Map<String, String> fields = new HashMap<>(WATERMARK.fields());
    fields.remove(field);
    assertThat(Watermark.of(fields)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "0", "x/y", "0/", "0/123456789", "-1/0"})
  void aPositionThatIsNoneMakesItNone(String lsn) {
    Map<String, String> fields = new HashMap<>(WATERMARK.fields());
    fields.put("lsn", lsn);
    assertThat(Watermark.of(fields)).isEmpty();
  }

  @Test
  void aTimeThatIsNoneMakesItNone() {
    Map<String, String> fields = new HashMap<>(WATERMARK.fields());
    fields.put("commit_time", "yesterday");
    assertThat(Watermark.of(fields)).isEmpty();
  }
}
