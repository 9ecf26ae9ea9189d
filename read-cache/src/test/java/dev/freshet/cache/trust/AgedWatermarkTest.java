package dev.freshet.cache.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.keys.Watermark;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgedWatermarkTest {

  private static final Watermark WATERMARK =
      new Watermark(
          "0/16B3748",
          Optional.empty(),
          "freshet",
          "1",
          "1",
          "host-1",
          Optional.of(Instant.ofEpochMilli(1767225599500L)),
          Optional.empty());

  @Test
  void itsAgeIsTheTimeSinceItWasWritten() {
    assertThat(AgedWatermark.of(writtenAt("1767225600123"), 1767225601000L))
        .contains(
            new AgedWatermark(
                WATERMARK, Optional.empty(), Duration.ofMillis(877), staleness(1_500)));
  }

  @Test
  void itsAgeIsNeverNegative() {
    assertThat(AgedWatermark.of(writtenAt("1767225600123"), 1767225600000L))
        .contains(new AgedWatermark(WATERMARK, Optional.empty(), Duration.ZERO, staleness(500)));
  }

  @Test
  void ofATimeToComeTheStalenessIsNotKnown() {
    assertThat(AgedWatermark.of(writtenAt("1767225599499"), 1767225599499L))
        .contains(new AgedWatermark(WATERMARK, Optional.empty(), Duration.ZERO, Optional.empty()));
  }

  @Test
  void itGrowsOldAndStale() {
    assertThat(
            new AgedWatermark(WATERMARK, Optional.empty(), Duration.ZERO, staleness(500))
                .after(Duration.ofMillis(7)))
        .isEqualTo(
            new AgedWatermark(WATERMARK, Optional.empty(), Duration.ofMillis(7), staleness(507)));
  }

  private static Optional<Duration> staleness(long millis) {
    return Optional.of(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.5", "9223372036854775808", "yesterday"})
  void aTimeThatIsNoneMakesItNone(String appliedAt) {
    assertThat(AgedWatermark.of(writtenAt(appliedAt), 1767225601000L)).isEmpty();
  }

  @Test
  void aMissingFieldMakesItNone() {
    assertThat(AgedWatermark.of(Map.of(), 1)).isEmpty();
    assertThat(AgedWatermark.of(WATERMARK.fields(), 1)).isEmpty();
    assertThat(AgedWatermark.of(Map.of(Watermark.APPLIED_AT, "1"), 1)).isEmpty();
  }

  private static Map<String, String> writtenAt(String appliedAt) {
    Map<String, String> fields = new HashMap<>(WATERMARK.fields());
    fields.put(Watermark.APPLIED_AT, appliedAt);
    return fields;
  }
}
