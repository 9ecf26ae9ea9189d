package dev.freshet.invalidation.recording;

import dev.freshet.rules.Row;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rows as JSON objects.
 *
 * <p>Integers are numbers, texts and numerics are strings, so that no digit is lost. A value that
 * was not delivered is {@code {"unchanged":true}}, bytes are {@code {"base64":"..."}}. Columns that
 * were not delivered are left out.
 */
public final class RowFormat {

  static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final String UNCHANGED = "unchanged";
  private static final String BASE64 = "base64";

  /** The key first, for those who read it. */
  private static final Comparator<String> ORDER =
      Comparator.comparing((String column) -> !column.equals("id"))
          .thenComparing(Comparator.naturalOrder());

  private RowFormat() {}

  /**
   * The row that a JSON object stands for. Numbers with a fraction, arrays and other objects are
   * taken as their text.
   *
   * @throws IllegalArgumentException if it is no JSON object
   */
  public static Row parse(String json) {
    try {
      return read(JSON.readTree(json));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage());
    }
  }

  static Row read(JsonNode json) {
    if (!json.isObject()) {
      throw new IllegalArgumentException("a row is a JSON object");
    }
    Map<String, Object> columns = new HashMap<>();
    for (Map.Entry<String, JsonNode> column : json.properties()) {
      columns.put(column.getKey(), value(column.getValue()));
    }
    return new Row(columns);
  }

  private static Object value(JsonNode json) {
    if (json.isObject() && json.size() == 1) {
      if (json.path(UNCHANGED).asBoolean(false)) {
        return Row.UNCHANGED;
      }
      if (json.path(BASE64).isString()) {
        return ByteBuffer.wrap(Base64.getDecoder().decode(json.get(BASE64).asString()));
      }
    }
    if (json.isNull()) {
      return Row.NULL;
    }
    if (json.isBoolean()) {
      return json.asBoolean();
    }
    if (json.isIntegralNumber() && json.canConvertToLong()) {
      return json.asLong();
    }
    if (json.isNumber()) {
      return json.decimalValue().toString();
    }
    return json.isString() ? json.asString() : json.toString();
  }

  static ObjectNode write(Row row) {
    ObjectNode json = JSON.createObjectNode();
    Map<String, Object> columns = new TreeMap<>(ORDER);
    columns.putAll(row.columns());
    columns.forEach((column, value) -> put(json, column, value));
    return json;
  }

  private static void put(ObjectNode json, String column, Object value) {
    if (value == Row.NULL) {
      json.putNull(column);
    } else if (value == Row.UNCHANGED) {
      json.putObject(column).put(UNCHANGED, true);
    } else if (value instanceof Integer || value instanceof Long || value instanceof Short) {
      json.put(column, ((Number) value).longValue());
    } else if (value instanceof Boolean truth) {
      json.put(column, truth.booleanValue());
    } else if (value instanceof ByteBuffer bytes) {
      json.putObject(column).put(BASE64, Base64.getEncoder().encodeToString(copy(bytes)));
    } else if (value instanceof byte[] bytes) {
      json.putObject(column).put(BASE64, Base64.getEncoder().encodeToString(bytes));
    } else {
      json.put(column, value.toString());
    }
  }

  private static byte[] copy(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return copy;
  }
}
