package dev.freshet.invalidator.capture.recording;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.invalidation.ChangeLookups;
import dev.freshet.invalidation.visibility.CommitVisibility;
import dev.freshet.invalidation.visibility.Looked;
import dev.freshet.invalidation.visibility.Lookups;
import dev.freshet.invalidator.capture.engine.ChangeReader;
import dev.freshet.invalidator.capture.engine.RecordBatch;
import dev.freshet.invalidator.capture.postgres.CapturedRelations;
import dev.freshet.invalidator.capture.postgres.RelationName;
import dev.freshet.invalidator.capture.postgres.ReplicaIdentities;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.RulesFile;
import dev.freshet.rules.TableName;
import io.debezium.engine.DebeziumEngine.Offsets;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class RecordHandlerTest {

  private static final String SLOT = "freshet_record_1";
  private static final Schema SOURCE =
      SchemaBuilder.struct()
          .field("schema", Schema.STRING_SCHEMA)
          .field("table", Schema.STRING_SCHEMA)
          .field("txId", Schema.INT64_SCHEMA)
          .field("lsn", Schema.INT64_SCHEMA)
          .field("ts_us", Schema.INT64_SCHEMA)
          .build();
  private static final Schema EVENT =
      SchemaBuilder.struct().field("op", Schema.STRING_SCHEMA).field("source", SOURCE).build();
  private static final Schema TRANSACTION =
      SchemaBuilder.struct().field("status", Schema.STRING_SCHEMA).build();
  private static final Schema BODY =
      SchemaBuilder.struct()
          .field("prefix", Schema.STRING_SCHEMA)
          .field("content", Schema.BYTES_SCHEMA)
          .build();
  private static final Schema MESSAGE =
      SchemaBuilder.struct().field("op", Schema.STRING_SCHEMA).field("message", BODY).build();

  private final List<String> log = new ArrayList<>();
  private final RecordHandler handler =
      new RecordHandler(
          new ChangeReader(
              "x",
              new ReplicaIdentities(Map.of()),
              new CapturedRelations(
                  Map.of(new RelationName("public", "products"), TableName.of("products")),
                  Map.of(),
                  List.of())),
          new ChangeLookups(RulesFile.bundled(), CommitVisibility.assumed(Lookups.NONE)),
          SLOT);

  @Test
  void passesTransactionsOnUntilTheSinkHasEnough() throws Exception {
    handler.open(new LoggedSink(2));

    handle(transaction("BEGIN"), change(), transaction("END"));
    assertThat(isDone()).isFalse();
    handle(transaction("BEGIN"), change(), change());
    handle(transaction("END"), transaction("BEGIN"), change(), transaction("END"));

    assertThat(isDone()).isTrue();
    assertThat(log).containsExactly("change", "end", "change", "change", "end");
  }

  @Test
  void endsAtTheMessageOfItsOwnSlot() throws Exception {
    handler.open(new LoggedSink(Integer.MAX_VALUE));

    handle(change(), transaction("END"), message("freshet-heartbeat", ""));
    handle(message(RecordHandler.STOP, "freshet_record_2"));
    assertThat(isDone()).isFalse();
    handle(message(RecordHandler.STOP, SLOT), change());

    assertThat(isDone()).isTrue();
    assertThat(log).containsExactly("change", "end");
  }

  @Test
  void usesTheSinkNoMoreWhenClosed() throws Exception {
    handler.open(new LoggedSink(Integer.MAX_VALUE));
    handler.close();

    handle(change());

    assertThat(log).isEmpty();
  }

  @Test
  void saysThatItCannotWrite() throws Exception {
    handler.open(
        new Recorder.Sink() {
          @Override
          public void add(RowChange change) throws IOException {
            throw new IOException("No space left on device");
          }

          @Override
          public void lookedUp(Looked looked) {}

          @Override
          public boolean endTransaction() {
            return false;
          }
        });

    assertThatThrownBy(() -> handle(change()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the recording cannot be written: No space left on device");
  }

  private boolean isDone() throws Exception {
    return handler.awaitDone(Duration.ZERO);
  }

  private void handle(SourceRecord... records) throws Exception {
    SourceRecord batch = new RecordBatch(List.of(records), () -> false).record();
    handler.handleBatch(List.of(() -> batch), new NoCommitter());
  }

  private static SourceRecord change() {
    Struct source =
        new Struct(SOURCE)
            .put("schema", "public")
            .put("table", "products")
            .put("txId", 1L)
            .put("lsn", 1L)
            .put("ts_us", 1L);
    return record(new Struct(EVENT).put("op", "t").put("source", source));
  }

  private static SourceRecord transaction(String status) {
    return record(new Struct(TRANSACTION).put("status", status));
  }

  private static SourceRecord message(String prefix, String content) {
    return record(
        new Struct(MESSAGE)
            .put("op", "m")
            .put(
                "message",
                new Struct(BODY).put("prefix", prefix).put("content", content.getBytes(UTF_8))));
  }

  private static SourceRecord record(Struct value) {
    return new SourceRecord(Map.of(), Map.of(), "topic", value.schema(), value);
  }

  private final class LoggedSink implements Recorder.Sink {

    private int left;

    private LoggedSink(int transactions) {
      left = transactions;
    }

    @Override
    public void add(RowChange change) {
      log.add("change");
    }

    @Override
    public void lookedUp(Looked looked) {
      log.add("answers");
    }

    @Override
    public boolean endTransaction() {
      log.add("end");
      left--;
      return left == 0;
    }
  }

  private static final class NoCommitter
      implements RecordCommitter<RecordChangeEvent<SourceRecord>> {

    @Override
    public void markProcessed(RecordChangeEvent<SourceRecord> event) {}

    @Override
    public void markBatchFinished() {}

    @Override
    public void markProcessed(RecordChangeEvent<SourceRecord> event, Offsets offsets) {}

    @Override
    public Offsets buildOffsets() {
      throw new UnsupportedOperationException();
    }
  }
}
