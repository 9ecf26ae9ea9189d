package dev.freshet.invalidation.recording;

import dev.freshet.rules.Operation;
import dev.freshet.rules.Row;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.TableName;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.postgresql.replication.LogSequenceNumber;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The lines of a recording: a header, changes, and a line that says that this is the end. */
final class RecordingFormat {

  static final String NAME = "freshet-changes";
  static final int VERSION = 1;

  private RecordingFormat() {}

  static String header(RecordingHeader header) {
    ObjectNode line =
        RowFormat.JSON
            .createObjectNode()
            .put("format", NAME)
            .put("version", VERSION)
            .put("recorded", header.recordedAt().toString())
            .put("database", header.database())
            .put("publication", header.publication())
            .put("slot", header.slot());
    line.set("rules", LookupFormat.write(header.rules()));
    return line.toString();
  }

  static String end(long changes, long transactions, Instant at) {
    return RowFormat.JSON
        .createObjectNode()
        .put("end", at.toString())
        .put("changes", changes)
        .put("transactions", transactions)
        .toString();
  }

  static String change(RecordedChange recorded) {
    RowChange change = recorded.change();
    ObjectNode line =
        RowFormat.JSON
            .createObjectNode()
            .put("xid", change.xid())
            .put("lsn", text(change.lsn()))
            .put("committed", change.committedAt().toString())
            .put("table", change.table().toString())
            .put("operation", change.operation().tag());
    change.before().ifPresent(row -> line.set("before", RowFormat.write(row)));
    change.after().ifPresent(row -> line.set("after", RowFormat.write(row)));
    recorded.answers().ifPresent(answers -> line.set("looked_up", LookupFormat.write(answers)));
    if (recorded.last()) {
      line.put("last", true);
    }
    return line.toString();
  }

  /** The JSON object of a line; empty if it is none, as the rest of a line that was cut off is. */
  static Optional<JsonNode> parse(String line) {
    try {
      return Optional.of(RowFormat.JSON.readTree(line)).filter(JsonNode::isObject);
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  static boolean isEnd(JsonNode line) {
    return line.has("end");
  }

  /**
   * @throws IllegalArgumentException if it is no change; the message says why
   */
  static RecordedChange readChange(JsonNode line) {
    return new RecordedChange(
        new RowChange(
            TableName.of(text(line, "table")),
            operation(text(line, "operation")),
            image(line, "before"),
            image(line, "after"),
            number(line, "xid"),
            lsn(text(line, "lsn")),
            time(text(line, "committed"))),
        line.has("looked_up")
            ? Optional.of(LookupFormat.readAnswers(line.path("looked_up")))
            : Optional.empty(),
        line.path("last").asBoolean(false));
  }

  /**
   * The rules by which was looked up; empty if nothing was.
   *
   * @throws IllegalArgumentException if they cannot be read; the message says why
   */
  static Optional<RecordedRules> readRules(JsonNode header) {
    return header.has("rules")
        ? Optional.of(LookupFormat.readRules(header.path("rules")))
        : Optional.empty();
  }

  static long number(JsonNode line, String field) {
    JsonNode value = line.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new IllegalArgumentException("no number in \"" + field + "\"");
    }
    return value.asLong();
  }

  static String text(JsonNode line, String field) {
    JsonNode value = line.path(field);
    if (!value.isString()) {
      throw new IllegalArgumentException("no text in \"" + field + "\"");
    }
    return value.asString();
  }

  private static Optional<Row> image(JsonNode line, String field) {
    JsonNode image = line.path(field);
    return image.isMissingNode() || image.isNull()
        ? Optional.empty()
        : Optional.of(RowFormat.read(image));
  }

  private static Operation operation(String tag) {
    return Stream.of(Operation.values())
        .filter(operation -> operation.tag().equals(tag))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown operation " + tag));
  }

  static String text(long lsn) {
    return LogSequenceNumber.valueOf(lsn).asString();
  }

  static long lsn(String text) {
    LogSequenceNumber lsn = LogSequenceNumber.valueOf(text);
    if (lsn.equals(LogSequenceNumber.INVALID_LSN) && !text.equals("0/0")) {
      throw new IllegalArgumentException("no position " + text);
    }
    return lsn.asLong();
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("no time " + text);
    }
  }
}
