package dev.freshet.api.web;

import dev.freshet.catalog.listings.InvalidParameterException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object whose fields are checked as they are read. No value is converted: a number in a
 * string is no number. A field that is absent takes its default; one without a default is required.
 * Every method throws {@link InvalidParameterException} with the field's path, such as {@code
 * images[2].url}.
 */
public final class JsonFields {

  private final String prefix;
  private final JsonNode object;

  private JsonFields(String prefix, JsonNode object) {
    this.prefix = prefix;
    this.object = object;
  }

  /** The fields of a request's body, which must be an object. */
  public static JsonFields of(JsonNode body) {
    if (!body.isObject()) {
      throw new InvalidParameterException("body", "a JSON object");
    }
    return new JsonFields("", body);
  }

  /** The field's name as a client finds it in the body. */
  public String path(String field) {
    return prefix + field;
  }

  /** Text of a length in characters (code points). */
  public String text(String field, int min, int max) {
    return text(required(field), field, min, max);
  }

  public String text(String field, int min, int max, String absent) {
    JsonNode value = object.get(field);
    return value == null ? absent : text(value, field, min, max);
  }

  /** Text that matches the pattern as a whole. */
  public String text(String field, Pattern pattern, String expected) {
    return text(required(field), field, pattern, expected);
  }

  public String text(String field, Pattern pattern, String expected, String absent) {
    JsonNode value = object.get(field);
    return value == null ? absent : text(value, field, pattern, expected);
  }

  /** A whole number from {@code min} to {@link Integer#MAX_VALUE}. */
  public int number(String field, int min) {
    return (int) number(required(field), field, min, Integer.MAX_VALUE);
  }

  public int number(String field, int min, int absent) {
    JsonNode value = object.get(field);
    return value == null ? absent : (int) number(value, field, min, Integer.MAX_VALUE);
  }

  /** A whole number from 1 to {@link Long#MAX_VALUE}. */
  public long id(String field) {
    return number(required(field), field, 1, Long.MAX_VALUE);
  }

  /** An id, or null where the field is null or absent. */
  public @Nullable Long optionalId(String field) {
    JsonNode value = object.get(field);
    return value == null || value.isNull() ? null : (Long) number(value, field, 1, Long.MAX_VALUE);
  }

  /** An object of any content that PostgreSQL can store; empty where the field is absent. */
  public ObjectNode object(String field) {
    JsonNode value = object.get(field);
    if (value == null) {
      return JsonNodeFactory.instance.objectNode();
    }
    if (!(value instanceof ObjectNode content)) {
      throw invalid(field, "an object");
    }
    if (!isStorable(content)) {
      throw invalid(field, "made of Unicode text without U+0000");
    }
    return content;
  }

  /** An array of objects; empty where the field is absent. */
  public List<JsonFields> objects(String field, int max) {
    JsonNode value = object.get(field);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray() || value.size() > max) {
      throw invalid(field, "an array of at most " + max + " objects");
    }
    List<JsonFields> elements = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      String element = field + "[" + i + "]";
      if (!value.get(i).isObject()) {
        throw invalid(element, "an object");
      }
      elements.add(new JsonFields(path(element) + ".", value.get(i)));
    }
    return elements;
  }

  private String text(JsonNode value, String field, int min, int max) {
    if (!value.isString()) {
      throw invalid(field, "a string");
    }
    String text = value.stringValue();
    int length = text.codePointCount(0, text.length());
    if (length < min || length > max) {
      throw invalid(field, min + " to " + max + " characters long");
    }
    if (!isStorable(text)) {
      throw invalid(field, "Unicode text without U+0000");
    }
    return text;
  }

  private String text(JsonNode value, String field, Pattern pattern, String expected) {
    if (!value.isString() || !pattern.matcher(value.stringValue()).matches()) {
      throw invalid(field, expected);
    }
    return value.stringValue();
  }

  private long number(JsonNode value, String field, long min, long max) {
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      long number = value.longValue();
      if (number >= min && number <= max) {
        return number;
      }
    }
    throw invalid(field, "a whole number from " + min + " to " + max);
  }

  private JsonNode required(String field) {
    JsonNode value = object.get(field);
    if (value == null) {
      throw new InvalidParameterException(path(field), "there: it is required");
    }
    return value;
  }

  private InvalidParameterException invalid(String field, String expected) {
    return new InvalidParameterException(path(field), expected);
  }

  private static boolean isStorable(JsonNode node) {
    if (node.isString()) {
      return isStorable(node.stringValue());
    }
    for (String name : node.propertyNames()) {
      if (!isStorable(name)) {
        return false;
      }
    }
    for (JsonNode child : node) {
      if (!isStorable(child)) {
        return false;
      }
    }
    return true;
  }

  /** PostgreSQL's text has no U+0000, and UTF-8 has no lone surrogates. */
  private static boolean isStorable(String text) {
    return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }
}
