package dev.freshet.invalidation.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.keys.Kind;
import dev.freshet.keys.MaintainedKinds;
import dev.freshet.keys.Watermark;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {

  private static final Checkpoint CHECKPOINT =
      new Checkpoint(
          new Watermark(
              "0/1",
              Optional.empty(),
              "freshet",
              "7",
              "1",
              "host",
              Optional.empty(),
              Optional.empty()),
          "tables",
          "nodes",
          new MaintainedKinds(
              Map.of(
                  new Kind("product"),
                  new MaintainedKinds.Maintained(
                      "abc", true, Duration.ofMinutes(5), List.of("product:{id}")))),
          "run");

  @Test
  void isTheWatermarkWithFieldsOfItsOwn() {
    assertThat(CHECKPOINT.fields())
        .containsAllEntriesOf(CHECKPOINT.watermark().fields())
        .containsEntry("tables", "tables")
        .containsEntry("nodes", "nodes")
        .containsEntry("run", "run")
        .containsEntry("kinds", "product\tpages:abc\t300\tproduct:{id}")
        .hasSize(10);
  }

  @Test
  void isReadBackFromItsFields() {
    Map<String, String> fields = new HashMap<>(CHECKPOINT.fields());
    fields.put(Watermark.APPLIED_AT, "1");
    assertThat(Checkpoint.of(fields)).contains(CHECKPOINT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tables", "nodes", "run", "lsn"})
  void aMissingFieldMakesItNone(String field) {
    Map<String, String> fields = new HashMap<>(CHECKPOINT.fields());
    fields.remove(field);
    assertThat(Checkpoint.of(fields)).isEmpty();
  }
}
