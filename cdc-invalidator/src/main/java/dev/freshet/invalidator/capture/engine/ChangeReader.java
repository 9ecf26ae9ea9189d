package dev.freshet.invalidator.capture.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.invalidation.Batch;
import dev.freshet.invalidator.capture.postgres.CapturedRelations;
import dev.freshet.invalidator.capture.postgres.ReplicaIdentities;
import dev.freshet.keys.FenceToken;
import dev.freshet.rules.Operation;
import dev.freshet.rules.Row;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.TableName;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From Debezium's records to row changes. */
public final class ChangeReader {

  private static final Logger log = LoggerFactory.getLogger(ChangeReader.class);

  private static final String OPERATION = "op";
  private static final String SOURCE = "source";

  /** The operation of a logical message, such as the heartbeat's. */
  private static final String MESSAGE = "m";

  /** The field of a logical message's record that has its prefix and its content. */
  private static final String MESSAGE_BODY = "message";

  private static final String TRANSACTION_STATUS = "status";

  private final String placeholder;
  private final ReplicaIdentities identities;
  private final CapturedRelations relations;

  /**
   * A reader.
   *
   * @param placeholder what Debezium puts for values that were not delivered
   * @param identities of the tables when the changes were made
   * @param relations under whose names changes of the tables come
   */
  public ChangeReader(
      String placeholder, ReplicaIdentities identities, CapturedRelations relations) {
    this.placeholder = placeholder;
    this.identities = identities;
    this.relations = relations;
  }

  /**
   * Adds the change, or the fence, that the record holds, if any; a change that cannot be
   * understood as poison.
   */
  public void addTo(Batch batch, SourceRecord record) {
    try {
      Optional<FenceToken> fence = readFence(record);
      if (fence.isPresent()) {
        batch.addFence(fence.get(), offset(record, "txId"));
      } else {
        read(record).ifPresent(batch::add);
      }
    } catch (RuntimeException e) {
      batch.addPoison(
          tableIfKnown(record), offset(record, "txId"), offset(record, "lsn").orElse(0), e);
    }
  }

  /**
   * The change that the record holds; empty for heartbeats, messages, and changes of tables that
   * concern nobody: Debezium's lists do not tell names by their case.
   *
   * @throws RuntimeException if it cannot be understood
   */
  public Optional<RowChange> read(SourceRecord record) {
    if (!(record.value() instanceof Struct event) || event.schema().field(OPERATION) == null) {
      return Optional.empty();
    }
    return MESSAGE.equals(event.getString(OPERATION))
        ? Optional.empty()
        : table(event.getStruct(SOURCE)).map(table -> change(table, event));
  }

  /** The fence that the record holds; empty for all else, also for messages of other programs. */
  Optional<FenceToken> readFence(SourceRecord record) {
    Optional<String> text = readMessage(record, FenceToken.MESSAGE_PREFIX);
    Optional<FenceToken> token = text.flatMap(FenceToken::parse);
    if (text.isPresent() && token.isEmpty()) {
      log.warn("A logical message is no fence, as its content is not 1 to 64 of A-Za-z0-9_-");
    }
    return token;
  }

  /** The text of the logical message with this prefix that the record holds; empty for all else. */
  public static Optional<String> readMessage(SourceRecord record, String prefix) {
    if (!(record.value() instanceof Struct event)
        || event.schema().field(MESSAGE_BODY) == null
        || !prefix.equals(event.getStruct(MESSAGE_BODY).getString("prefix"))) {
      return Optional.empty();
    }
    byte[] content = event.getStruct(MESSAGE_BODY).getBytes("content");
    return Optional.of(UTF_8.decode(ByteBuffer.wrap(content)).toString());
  }

  /** Whether the record says that a transaction has ended; only some engines are told to. */
  public static boolean isTransactionEnd(SourceRecord record) {
    return record.value() instanceof Struct event
        && event.schema().field(TRANSACTION_STATUS) != null
        && "END".equals(event.getString(TRANSACTION_STATUS));
  }

  private RowChange change(TableName table, Struct event) {
    Struct source = event.getStruct(SOURCE);
    Operation operation = operation(event.getString(OPERATION));
    Optional<Row> after = row(event, "after");
    return new RowChange(
        table,
        operation,
        identities.before(table, operation, row(event, "before"), after),
        after,
        source.getInt64("txId"),
        source.getInt64("lsn"),
        Instant.EPOCH.plus(source.getInt64("ts_us"), ChronoUnit.MICROS));
  }

  private Optional<TableName> table(Struct source) {
    return relations.table(source.getString("schema"), source.getString("table"));
  }

  /** The table, of a record that cannot be understood. */
  private Optional<TableName> tableIfKnown(SourceRecord record) {
    try {
      return table(((Struct) record.value()).getStruct(SOURCE));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private static Operation operation(String code) {
    return switch (code) {
      case "c" -> Operation.INSERT;
      case "u" -> Operation.UPDATE;
      case "d" -> Operation.DELETE;
      case "t" -> Operation.TRUNCATE;
      default -> throw new IllegalArgumentException("unknown operation " + code);
    };
  }

  private Optional<Row> row(Struct event, String image) {
    if (event.schema().field(image) == null || event.getStruct(image) == null) {
      return Optional.empty();
    }
    Struct columns = event.getStruct(image);
    Map<String, Object> values = new HashMap<>();
    for (Field column : columns.schema().fields()) {
      @Nullable Object value = columns.getWithoutDefault(column.name());
      values.put(column.name(), value(value));
    }
    return Optional.of(new Row(values));
  }

  private Object value(@Nullable Object value) {
    if (value == null) {
      return Row.NULL;
    }
    return placeholder.equals(value) ? Row.UNCHANGED : value;
  }

  private static OptionalLong offset(SourceRecord record, String name) {
    return record.sourceOffset().get(name) instanceof Number number
        ? OptionalLong.of(number.longValue())
        : OptionalLong.empty();
  }
}
