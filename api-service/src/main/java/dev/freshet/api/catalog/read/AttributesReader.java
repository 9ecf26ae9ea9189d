package dev.freshet.api.catalog.read;

import dev.freshet.catalog.Attributes;
import dev.freshet.catalog.JsonText;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads attributes as PostgreSQL writes them, of any depth, and with names, texts and numbers of
 * any length: what a request may not have may be in the database all the same. No digit is lost,
 * and the time it takes grows with the length of the text and no faster. Thread-safe.
 */
final class AttributesReader {

  /** What a number may have to be read as one: reading takes time with the square of this. */
  private static final int MAX_DIGITS = 1_000;

  private final JsonMapper json =
      new JsonMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(Integer.MAX_VALUE)
                      .maxNumberLength(Integer.MAX_VALUE)
                      .maxStringLength(Integer.MAX_VALUE)
                      .maxNameLength(Integer.MAX_VALUE)
                      .build())
              .streamWriteConstraints(
                  StreamWriteConstraints.builder().maxNestingDepth(Integer.MAX_VALUE).build())
              .build());

  /**
   * The names and values in the order of the text, as {@link Attributes#of} takes them. JSON that
   * is no object has no names.
   */
  Map<String, @Nullable Object> read(String text) {
    try (JsonParser in = json.createParser(text)) {
      return in.nextToken() == JsonToken.START_OBJECT ? object(in, Attributes.MAX_DEPTH) : Map.of();
    }
  }

  private Map<String, @Nullable Object> object(JsonParser in, int depth) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      in.nextToken();
      map.put(name, value(in, depth - 1));
    }
    return map;
  }

  private List<@Nullable Object> array(JsonParser in, int depth) {
    List<@Nullable Object> list = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      list.add(value(in, depth - 1));
    }
    return list;
  }

  private @Nullable Object value(JsonParser in, int depth) {
    return switch (in.currentToken()) {
      case START_OBJECT -> depth == 0 ? text(in) : object(in, depth);
      case START_ARRAY -> depth == 0 ? text(in) : array(in, depth);
      case VALUE_STRING -> in.getString();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(in);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new IllegalStateException("not JSON: " + in.currentToken());
    };
  }

  /** Not by recursion, which would end somewhere. */
  private JsonText text(JsonParser in) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = json.createGenerator(text)) {
      int open = 0;
      do {
        JsonToken token = in.currentToken();
        switch (token) {
          case START_OBJECT -> out.writeStartObject();
          case END_OBJECT -> out.writeEndObject();
          case START_ARRAY -> out.writeStartArray();
          case END_ARRAY -> out.writeEndArray();
          case PROPERTY_NAME -> out.writeName(in.currentName());
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> out.writeNumber(numberText(in));
          default -> out.copyCurrentEvent(in);
        }
        open += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      } while (open > 0 && in.nextToken() != null);
    }
    return new JsonText(text.toString());
  }

  private static String numberText(JsonParser in) {
    String text = in.getString();
    Object number = text.length() > MAX_DIGITS ? number(text) : text;
    return number instanceof JsonText exact ? exact.json() : number.toString();
  }

  private static Object number(JsonParser in) {
    String text = in.getString();
    if (text.length() > MAX_DIGITS) {
      return number(text);
    }
    return in.currentToken() == JsonToken.VALUE_NUMBER_INT
        ? in.getNumberValue()
        : in.getDecimalValue();
  }

  /**
   * A long number without the zeros that it begins or ends with.
   *
   * @param plain digits with or without a sign and a point, as PostgreSQL writes all numbers
   */
  private static Object number(String plain) {
    int first = 0;
    while (first < plain.length() && !isSignificant(plain.charAt(first))) {
      first++;
    }
    if (first == plain.length()) {
      return BigDecimal.ZERO;
    }
    int last = plain.length() - 1;
    while (!isSignificant(plain.charAt(last))) {
      last--;
    }
    if (last - first >= MAX_DIGITS) {
      return new JsonText(plain);
    }
    int point = plain.indexOf('.') < 0 ? plain.length() : plain.indexOf('.');
    BigInteger digits = new BigInteger(plain.substring(first, last + 1).replace(".", ""));
    int scale = last > point ? last - point : last + 1 - point;
    return new BigDecimal(plain.charAt(0) == '-' ? digits.negate() : digits, scale);
  }

  private static boolean isSignificant(char c) {
    return c >= '1' && c <= '9';
  }
}
