package dev.freshet.invalidation.recording;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.invalidation.visibility.Looked;
import dev.freshet.invalidation.visibility.VisiblePoint;
import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Kind;
import dev.freshet.rules.DatabaseFacts;
import dev.freshet.rules.Hop;
import dev.freshet.rules.Lookup;
import dev.freshet.rules.Operation;
import dev.freshet.rules.Path;
import dev.freshet.rules.Query;
import dev.freshet.rules.Row;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.Rules;
import dev.freshet.rules.RulesFile;
import dev.freshet.rules.Source;
import dev.freshet.rules.TableFacts;
import dev.freshet.rules.TableName;
import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordingTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final RecordingHeader HEADER =
      new RecordingHeader(
          NOW,
          "catalog",
          "freshet",
          "freshet_record_1",
          new RecordedRules(
              Map.of(new Kind("category"), "0123456789abcdef"),
              new DatabaseFacts(
                  Map.of(
                      TableName.of("categories"),
                      new TableFacts("public.categories", Map.of("id", "bigint"), List.of("id"))),
                  Map.of("select slug from channels", Set.of(TableName.of("shop.channels"))))));

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

  private static final Path PATH =
      new Path(
          List.of("variant", "slug"),
          List.of(
              new Hop(
                  TableName.of("variants"),
                  Optional.of(List.of("id", "slug")),
                  List.of("product", "channel"),
                  Optional.empty())));
  private static final Query QUERY =
      new Query("select id from l where a = :a and  b is :b", List.of("a", "b"), Optional.empty());

  @Test
  void holdsEveryChangeWithoutLoss() throws Exception {
    String file = record(List.of(UPDATE, INSERT), List.of(DELETE, TRUNCATE));

    assertThat(RecordingReader.readAll(stream(file), "f"))
        .containsExactly(UPDATE, INSERT, DELETE, TRUNCATE);
  }

  @Test
  void keepsTransactionsTogether() throws Exception {
    String file = record(List.of(UPDATE, INSERT), List.of(DELETE));

    try (RecordingReader reader = RecordingReader.open(stream(file), "f")) {
      assertThat(reader.next())
          .hasValue(new RecordedPart(List.of(UPDATE, INSERT), RecordedAnswers.NONE, true));
      assertThat(reader.next())
          .hasValue(new RecordedPart(List.of(DELETE), RecordedAnswers.NONE, true));
      assertThat(reader.next()).isEmpty();
    }
  }

  @Test
  void isOneReadableLineForEachChange() throws Exception {
    assertThat(record(List.of(DELETE)).lines())
        .containsExactly(
            "{\"format\":\"freshet-changes\",\"version\":1,\"recorded\":\"2026-01-01T00:00:00Z\","
                + "\"database\":\"catalog\",\"publication\":\"freshet\",\"slot\":\"freshet_record_1\","
                + "\"rules\":{\"fingerprints\":{\"category\":\"0123456789abcdef\"},"
                + "\"tables\":{\"categories\":{\"relation\":\"public.categories\","
                + "\"primary_key\":[\"id\"],\"types\":{\"id\":\"bigint\"}}},"
                + "\"reads\":{\"select slug from channels\":[\"shop.channels\"]}}}",
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
  void whatWasLookedUpIsAnsweredAgainAndNothingElse() throws Exception {
    Lookup found = lookup(PATH, "501", "502");
    Lookup nowhere = lookup(PATH, "501", "503");
    Lookup tooMany = lookup(PATH, "501", "504");
    Lookup withNull = lookup(QUERY, "x", null);
    Lookup values = lookup(new Query("select slug from channels", List.of(), Optional.empty()));
    Lookup tagged =
        new Lookup(
            new Kind("page"),
            PATH,
            found.inputs(),
            Optional.of(new KeyTemplate("shows:{id}:{channel}")));
    Looked looked =
        new Looked(
            VisiblePoint.ofAll(0x1_0000_0300L),
            Map.of(
                found,
                List.of(List.of("7", "ü\n"), List.of("8", "")),
                nowhere,
                List.of(),
                tooMany,
                List.of(List.of("9", "eu")),
                withNull,
                List.of(List.of("7", "eu")),
                values,
                List.of(List.of("eu"), List.of("us")),
                tagged,
                List.of(List.of("1", "us"))),
            Set.of(tooMany));
    StringWriter out = new StringWriter();
    try (RecordingWriter writer = writer(out)) {
      writer.add(UPDATE);
      writer.add(INSERT);
      writer.addAnswers(looked);
      writer.endTransaction();
      writer.add(DELETE);
      writer.endTransaction();
    }

    try (RecordingReader reader = RecordingReader.open(stream(out.toString()), "f")) {
      assertThat(reader.rules()).hasValue(HEADER.rules());
      RecordedPart first = reader.next().orElseThrow();
      Looked again = first.answers().lookUp(looked.found().keySet(), 10);
      assertThat(first.changes()).containsExactly(UPDATE, INSERT);
      assertThat(again.point().lsn()).isEqualTo(looked.point().lsn());
      assertThat(again.tooMany()).isEqualTo(looked.tooMany());
      Map<Lookup, List<List<String>>> answered = new HashMap<>(looked.found());
      answered.remove(tooMany);
      assertThat(again.found()).isEqualTo(answered);
      Lookup never = lookup(PATH, "501", "505");
      assertThat(first.answers().lookUp(List.of(never), 10).answers(never)).isFalse();
      // What is worth while may have become less.
      assertThat(first.answers().lookUp(List.of(found), 1).tooMany()).containsExactly(found);
      assertThat(reader.next().orElseThrow().answers()).isEqualTo(RecordedAnswers.NONE);
    }
  }

  @Test
  void answersAreReadableOnTheLineOfTheLastChangeThatTheyAreFor() throws Exception {
    StringWriter out = new StringWriter();
    try (RecordingWriter writer = writer(out)) {
      writer.add(DELETE);
      writer.addAnswers(
          new Looked(
              VisiblePoint.ofAll(0x3100),
              Map.of(
                  lookup(PATH, "501", "502"),
                  List.of(List.of("7", "eu")),
                  lookup(QUERY, "x", null),
                  List.of()),
              Set.of(lookup(PATH, "1", "2"))));
      writer.endTransaction();
    }

    assertThat(out.toString())
        .contains(
            "\"before\":{\"id\":3},\"looked_up\":{\"at\":\"0/3100\",\"answers\":["
                + "{\"kind\":\"product\",\"path\":\"(variant, slug) -> variants(id, slug).(product, channel)\","
                + "\"from\":[\"1\",\"2\"],\"too_many\":true},"
                + "{\"kind\":\"product\",\"path\":\"(variant, slug) -> variants(id, slug).(product, channel)\","
                + "\"from\":[\"501\",\"502\"],\"to\":[[\"7\",\"eu\"]]},"
                + "{\"kind\":\"product\",\"sql\":\"select id from l where a = :a and  b is :b\","
                + "\"from\":[\"x\",null],\"to\":[]}]},\"last\":true}");
  }

  @Test
  void answersDivideALongTransaction() throws Exception {
    StringWriter out = new StringWriter();
    try (RecordingWriter writer = writer(out)) {
      writer.add(UPDATE);
      writer.addAnswers(new Looked(VisiblePoint.ofAll(7), Map.of(), Set.of()));
      for (int i = 0; i < RecordingReader.LONGEST_PART + 1; i++) {
        writer.add(INSERT);
      }
      writer.endTransaction();
    }

    try (RecordingReader reader = RecordingReader.open(stream(out.toString()), "f")) {
      assertThat(reader.next().orElseThrow())
          .isEqualTo(
              new RecordedPart(List.of(UPDATE), new RecordedAnswers(7, Map.of(), Set.of()), false));
      assertThat(reader.next().orElseThrow().changes()).hasSize(RecordingReader.LONGEST_PART);
      assertThat(reader.next())
          .hasValue(new RecordedPart(List.of(INSERT), RecordedAnswers.NONE, true));
      assertThat(reader.next()).isEmpty();
    }
  }

  @Test
  void aRecordingOfAnEarlierProgramHasNoAnswers() throws Exception {
    String file = record(List.of(DELETE)).replaceFirst(",\"rules\":.*\\}\n", "}\n");

    try (RecordingReader reader = RecordingReader.open(stream(file), "f")) {
      assertThat(reader.rules()).isEmpty();
      assertThat(reader.next())
          .hasValue(new RecordedPart(List.of(DELETE), RecordedAnswers.NONE, true));
    }
  }

  @Test
  void saysThatRulesOrAnswersCannotBeRead() throws Exception {
    String rules = record(List.of(DELETE)).replace("\"fingerprints\"", "\"prints\"");
    String answers =
        record(List.of(DELETE)).replace("\"last\"", "\"looked_up\":{\"at\":\"0/1\"},\"last\"");

    assertThatThrownBy(() -> RecordingReader.readAll(stream(rules), "f"))
        .isInstanceOf(RecordingException.class)
        .hasMessage("f: line 1 has no rules: no object in \"fingerprints\". Record again");
    assertThatThrownBy(() -> RecordingReader.readAll(stream(answers), "f"))
        .isInstanceOf(RecordingException.class)
        .hasMessage("f: line 2 is no change: no array in \"answers\"");
  }

  @Test
  void saysForWhichKindsOtherRulesWereRecorded() throws Exception {
    String text =
        """
        freshet: 1
        kinds: { product: { key: "p:{id}" }, category: { key: "c:{id}" } }
        tables:
          prices: { product: variant_id -> variants.product_id, category: category_id }
          variants: { product: product_id }
        """;
    Rules written = RulesFile.parse("rules.yml", text);
    Rules known =
        written.with(
            Map.of(
                TableName.of("variants"),
                new TableFacts("public.variants", Map.of("id", "bigint"), List.of("id"))));
    RecordedRules recorded = RecordedRules.of(known);
    Rules others =
        RulesFile.parse("rules.yml", text.replace("category_id }", "category_id, watch: [x] }"));

    assertThat(recorded.complete(written).fingerprints()).isEqualTo(known.fingerprints());
    assertThat(recorded.missing(recorded.complete(written))).isEmpty();
    assertThat(recorded.missing(recorded.complete(others)))
        .hasValue(
            "It was recorded by other rules for category, product: a look-up that it has no answer"
                + " to purges its kind. Record again with these rules");
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

  private static Lookup lookup(Source source, @Nullable String... inputs) {
    return new Lookup(new Kind("product"), source, Arrays.asList(inputs));
  }

  private static void readInto(List<RowChange> changes, byte[] file) throws Exception {
    try (RecordingReader reader = RecordingReader.open(new ByteArrayInputStream(file), "f")) {
      for (Optional<RecordedPart> part = reader.next(); part.isPresent(); part = reader.next()) {
        changes.addAll(part.get().changes());
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
