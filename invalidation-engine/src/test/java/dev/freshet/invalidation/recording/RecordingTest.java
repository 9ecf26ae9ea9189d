package dev.freshet.invalidation.recording;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.rules.Operation;
import dev.freshet.rules.Row;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.TableName;
import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordingTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final RecordingHeader HEADER =
      new RecordingHeader(NOW, "catalog", "freshet", "freshet_record_1");

  private static final RowChange UPDATE =
      change(
          TableName.of("products"),
          Operation.UPDATE,
          new Row(Map.of("id", Long.MAX_VALUE, "name", "Ü\n\"\u2028\uD83D\uDE00", "price", "0.10")),
          new Row(
              Map.of(
                  "id",
                  Long.MAX_VALUE,
                  "price",
                  "9999999999.99",
                  "description",
                  Row.UNCHANGED,
                  "created_at",
                  "2026-01-01T00:00:00.000001Z")),
          4_294_967_295L,
          0x1_0000_00FFL);
  private static final RowChange INSERT =
      change(
          TableName.of("product_images"),
          Operation.INSERT,
          null,
          new Row(Map.of("product_id", 7L, "position", 1L, "url", "{\"unchanged\":true}")),
          4_294_967_295L,
          0x1_0000_0200L);
  private static final RowChange DELETE =
      change(
          TableName.of("categories"), Operation.DELETE, new Row(Map.of("id", 3L)), null, 5, 0x3000);
  private static final RowChange TRUNCATE =
      change(TableName.of("product_images"), Operation.TRUNCATE, null, null, 5, 0x3001);

  @Test
  void holdsEveryChangeWithoutLoss() throws Exception {
    String file = record(List.of(UPDATE, INSERT), List.of(DELETE, TRUNCATE));

    assertThat(RecordingReader.readAll(stream(file), "f"))
        .containsExactly(UPDATE, INSERT, DELETE, TRUNCATE);
  }

  @Test
  void marksTheLastChangeOfEachTransaction() throws Exception {
    String file = record(List.of(UPDATE, INSERT), List.of(DELETE));

    try (RecordingReader reader = RecordingReader.open(stream(file), "f")) {
      assertThat(reader.next()).hasValue(new RecordedChange(UPDATE, false));
      assertThat(reader.next()).hasValue(new RecordedChange(INSERT, true));
      assertThat(reader.next()).hasValue(new RecordedChange(DELETE, true));
      assertThat(reader.next()).isEmpty();
    }
  }

  @Test
  void isOneReadableLineForEachChange() throws Exception {
    assertThat(record(List.of(DELETE)).lines())
        .containsExactly(
            "{\"format\":\"freshet-changes\",\"version\":1,\"recorded\":\"2026-01-01T00:00:00Z\","
                + "\"database\":\"catalog\",\"publication\":\"freshet\",\"slot\":\"freshet_record_1\"}",
            "{\"xid\":5,\"lsn\":\"0/3000\",\"committed\":\"2026-01-01T00:00:00.000001Z\","
                + "\"table\":\"categories\",\"operation\":\"delete\",\"before\":{\"id\":3},\"last\":true}",
            "{\"end\":\"2026-01-01T00:00:00Z\",\"changes\":1,\"transactions\":1}");
  }

  @Test
  void whereverItIsCutOffWhatIsInFrontIsReadAndTheCutIsSaid() throws Exception {
    byte[] file = record(List.of(UPDATE, INSERT), List.of(DELETE, TRUNCATE)).getBytes(UTF_8);
    List<RowChange> whole = List.of(UPDATE, INSERT, DELETE, TRUNCATE);
    int header = new String(file, UTF_8).indexOf('\n');
    // Without its last line break it is whole all the same.
    for (int length = header + 1; length < file.length - 2; length++) {
      List<RowChange> read = new ArrayList<>();
      byte[] cut = Arrays.copyOf(file, length);

      assertThatThrownBy(() -> readInto(read, cut))
          .isInstanceOf(RecordingException.class)
          .hasMessageContaining("f is cut off behind " + read.size() + " changes");
      assertThat(read).isEqualTo(whole.subList(0, read.size()));
    }
  }

  @Test
  void saysThatARecordingEndedInsideATransaction() throws Exception {
    StringWriter out = new StringWriter();
    try (RecordingWriter writer = writer(out)) {
      writer.add(UPDATE);
    }

    assertThatThrownBy(() -> RecordingReader.readAll(stream(out.toString()), "f"))
        .isInstanceOf(RecordingException.class)
        .hasMessage("f: the recording ended inside transaction 4294967295");
  }

  @Test
  void missesLinesThatWereTakenOut() throws Exception {
    String file = record(List.of(DELETE), List.of(TRUNCATE));
    String less = file.replaceFirst("\\{\"xid\".*\n", "");

    assertThatThrownBy(() -> RecordingReader.readAll(stream(less), "f"))
        .isInstanceOf(RecordingException.class)
        .hasMessage("f lacks lines: it has 1 changes of 2");
    assertThatThrownBy(() -> RecordingReader.readAll(stream(file + file), "f"))
        .isInstanceOf(RecordingException.class)
        .hasMessageContaining("goes on behind");
  }

  @Test
  void namesTheLineThatIsNoChange() throws Exception {
    String file = record(List.of(DELETE), List.of(TRUNCATE)).replace("delete", "vacuum");

    assertThatThrownBy(() -> RecordingReader.readAll(stream(file), "f"))
        .isInstanceOf(RecordingException.class)
        .hasMessage("f: line 2 is no change: unknown operation vacuum");
  }

  @Test
  void fieldsOfLaterProgramsAreIgnored() throws Exception {
    String file = record(List.of(DELETE)).replace("{\"xid\"", "{\"origin\":\"x\",\"xid\"");

    assertThat(RecordingReader.readAll(stream(file), "f")).containsExactly(DELETE);
  }

  @Test
  void valuesThatNothingShowsAreKeptToo() {
    Row row =
        new Row(
            Map.of("flag", true, "data", ByteBuffer.wrap(new byte[] {0, -1}), "small", (short) 3));

    assertThat(RowFormat.read(RowFormat.write(row)).columns())
        .isEqualTo(Map.of("flag", true, "data", ByteBuffer.wrap(new byte[] {0, -1}), "small", 3L));
  }

  @Test
  void rowsThatAreWrittenByHandKeepTheirDigits() {
    assertThat(
            RowFormat.parse(
                    """
                    {"price": 10.00, "big": 12345678901234567890, "gone": null, "attributes": {"a": [1]}}""")
                .columns())
        .isEqualTo(
            Map.of(
                "price",
                "10.00",
                "big",
                "12345678901234567890",
                "gone",
                Row.NULL,
                "attributes",
                "{\"a\":[1]}"));
  }

  private static void readInto(List<RowChange> changes, byte[] file) throws Exception {
    try (RecordingReader reader = RecordingReader.open(new ByteArrayInputStream(file), "f")) {
      for (Optional<RecordedChange> change = reader.next();
          change.isPresent();
          change = reader.next()) {
        changes.add(change.get().change());
      }
    }
  }

  @SafeVarargs
  private static String record(List<RowChange>... transactions) throws Exception {
    StringWriter out = new StringWriter();
    try (RecordingWriter writer = writer(out)) {
      for (List<RowChange> transaction : transactions) {
        for (RowChange change : transaction) {
          writer.add(change);
        }
        writer.endTransaction();
      }
    }
    return out.toString();
  }

  private static RecordingWriter writer(StringWriter out) throws Exception {
    return new RecordingWriter(out, HEADER, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static ByteArrayInputStream stream(String file) {
    return new ByteArrayInputStream(file.getBytes(UTF_8));
  }

  private static RowChange change(
      TableName table,
      Operation operation,
      @Nullable Row before,
      @Nullable Row after,
      long xid,
      long lsn) {
    return new RowChange(
        table,
        operation,
        Optional.ofNullable(before),
        Optional.ofNullable(after),
        xid,
        lsn,
        Instant.parse("2026-01-01T00:00:00.000001Z"));
  }
}
