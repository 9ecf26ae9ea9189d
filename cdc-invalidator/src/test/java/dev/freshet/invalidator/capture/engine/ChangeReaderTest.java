package dev.freshet.invalidator.capture.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.invalidator.capture.postgres.CapturedRelations;
import dev.freshet.invalidator.capture.postgres.RelationName;
import dev.freshet.invalidator.capture.postgres.ReplicaIdentities;
import dev.freshet.keys.FenceToken;
import dev.freshet.rules.Operation;
import dev.freshet.rules.Row;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.TableName;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeReaderTest {

  private static final String PLACEHOLDER = "not delivered";

  private static final Schema ROW =
      SchemaBuilder.struct()
          .optional()
          .field("id", Schema.OPTIONAL_INT64_SCHEMA)
          .field("name", SchemaBuilder.string().optional().defaultValue("none").build())
          .build();
  private static final Schema SOURCE =
      SchemaBuilder.struct()
          .field("schema", Schema.STRING_SCHEMA)
          .field("table", Schema.STRING_SCHEMA)
          .field("txId", Schema.OPTIONAL_INT64_SCHEMA)
          .field("lsn", Schema.OPTIONAL_INT64_SCHEMA)
          .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA)
          .build();
  private static final Schema EVENT =
      SchemaBuilder.struct()
          .field("op", Schema.STRING_SCHEMA)
          .field("before", ROW)
          .field("after", ROW)
          .field("source", SOURCE)
          .build();

  private static final CapturedRelations RELATIONS =
      new CapturedRelations(
          Map.of(
              new RelationName("public", "products"),
              TableName.of("products"),
              new RelationName("public", "products_archive"),
              TableName.of("products"),
              new RelationName("public", "product_images"),
              TableName.of("product_images"),
              new RelationName("public", "categories"),
              TableName.of("categories")),
          Map.of(),
          List.of());

  private final ChangeReader reader =
      new ChangeReader(
          PLACEHOLDER,
          new ReplicaIdentities(Map.of(TableName.of("products"), Set.of("id", "name"))),
          RELATIONS);

  @Test
  void readsAnUpdate() {
    assertThat(reader.read(event("u", "products", row(7L, "old"), row(7L, "new"))))
        .hasValue(
            new RowChange(
                TableName.of("products"),
                Operation.UPDATE,
                Optional.of(new Row(Map.of("id", 7L, "name", "old"))),
                Optional.of(new Row(Map.of("id", 7L, "name", "new"))),
                42,
                1_000,
                Instant.parse("2026-01-01T00:00:00.000001Z")));
  }

  @ParameterizedTest
  @CsvSource({"c, INSERT", "u, UPDATE", "d, DELETE", "t, TRUNCATE"})
  void readsEveryOperation(String code, Operation operation) {
    assertThat(reader.read(event(code, "categories", null, null)).orElseThrow())
        .returns(operation, RowChange::operation)
        .returns(TableName.of("categories"), RowChange::table)
        .returns(Optional.empty(), RowChange::before);
  }

  @Test
  void takesOfAnOldImageOnlyTheIdentitysColumns() {
    assertThat(keyed().read(event("u", "products", row(7L, "filled in"), row(8L, "new"))))
        .map(change -> change.before().orElseThrow())
        .hasValue(new Row(Map.of("id", 7L)));
    assertThat(keyed().read(event("d", "products", row(7L, "filled in"), null)))
        .map(change -> change.before().orElseThrow())
        .hasValue(new Row(Map.of("id", 7L)));
  }

  @Test
  void anUpdateWithoutOldImageHasKeptTheIdentitysColumns() {
    assertThat(keyed().read(event("u", "products", null, row(7L, "new"))))
        .map(change -> change.before().orElseThrow())
        .hasValue(new Row(Map.of("id", 7L)));
  }

  @Test
  void anUpdateThatLacksItsFullOldImageMayHaveChangedAll() {
    assertThat(reader.read(event("u", "products", null, row(7L, "new"))).orElseThrow().before())
        .isEmpty();
  }

  @Test
  void takesNoDefaultForANull() {
    assertThat(reader.read(event("c", "products", null, row(7L, null))).orElseThrow().after())
        .hasValue(new Row(Map.of("id", 7L, "name", Row.NULL)));
  }

  @Test
  void knowsAValueThatWasNotDelivered() {
    assertThat(
            reader.read(event("u", "products", null, row(7L, PLACEHOLDER))).orElseThrow().after())
        .hasValue(new Row(Map.of("id", 7L, "name", Row.UNCHANGED)));
  }

  @Test
  void passesOverHeartbeatsAndMessages() {
    Schema heartbeat = SchemaBuilder.struct().field("ts_ms", Schema.INT64_SCHEMA).build();

    assertThat(reader.read(record(new Struct(heartbeat).put("ts_ms", 1L)))).isEmpty();
    assertThat(reader.read(record(null))).isEmpty();
    assertThat(reader.read(event("m", "", null, null))).isEmpty();
  }

  @Test
  void readsAFence() {
    assertThat(reader.readFence(message("freshet", "import-7")))
        .hasValue(new FenceToken("import-7"));
    assertThat(reader.readFence(message("freshet", "not a token"))).isEmpty();
    assertThat(reader.readFence(message("freshet-heartbeat", ""))).isEmpty();
    assertThat(reader.readFence(message("other", "import-7"))).isEmpty();
    assertThat(reader.readFence(event("u", "products", null, null))).isEmpty();
    assertThat(reader.readFence(record(null))).isEmpty();
  }

  @Test
  void rowsOfAChildAreRowsOfItsParent() {
    assertThat(reader.read(event("c", "products_archive", null, row(7L, "n"))))
        .hasValueSatisfying(
            change -> assertThat(change.table()).isEqualTo(TableName.of("products")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders", "Products"})
  void passesOverTablesThatConcernNobody(String table) {
    assertThat(reader.read(event("c", table, null, row(7L, "n")))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "r"})
  void refusesOperationsThatItDoesNotUnderstand(String code) {
    assertThatThrownBy(() -> reader.read(event(code, "products", null, row(7L, "n"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ChangeReader keyed() {
    return new ChangeReader(
        PLACEHOLDER,
        new ReplicaIdentities(Map.of(TableName.of("products"), Set.of("id"))),
        RELATIONS);
  }

  private static SourceRecord event(
      String code, String table, @Nullable Struct before, @Nullable Struct after) {
    Struct source =
        new Struct(SOURCE)
            .put("schema", "public")
            .put("table", table)
            .put("txId", 42L)
            .put("lsn", 1_000L)
            .put("ts_us", 1_767_225_600_000_001L);
    return record(
        new Struct(EVENT)
            .put("op", code)
            .put("before", before)
            .put("after", after)
            .put("source", source));
  }

  private static SourceRecord message(String prefix, String content) {
    Schema body =
        SchemaBuilder.struct()
            .field("prefix", Schema.STRING_SCHEMA)
            .field("content", Schema.BYTES_SCHEMA)
            .build();
    Schema event =
        SchemaBuilder.struct().field("op", Schema.STRING_SCHEMA).field("message", body).build();
    return record(
        new Struct(event)
            .put("op", "m")
            .put(
                "message",
                new Struct(body)
                    .put("prefix", prefix)
                    .put("content", ByteBuffer.wrap(content.getBytes(UTF_8)))));
  }

  private static SourceRecord record(@Nullable Struct value) {
    return new SourceRecord(
        Map.of(), Map.of(), "topic", value == null ? null : value.schema(), value);
  }

  private static Struct row(long id, @Nullable String name) {
    return new Struct(ROW).put("id", id).put("name", name);
  }
}
