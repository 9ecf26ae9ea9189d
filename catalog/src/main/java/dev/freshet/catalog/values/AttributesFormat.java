package dev.freshet.catalog.values;

import dev.freshet.catalog.Attributes;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Attributes as {@link Attributes#of} returns them. */
final class AttributesFormat {
  private AttributesFormat() {}

  static void write(Map<String, @Nullable Object> attributes, ValueWriter out) throws IOException {
    writeMap(attributes, out, Attributes.MAX_DEPTH);
  }

  static Map<String, @Nullable Object> read(ValueReader in) throws IOException {
    return readMap(in, Attributes.MAX_DEPTH);
  }

  private static void writeMap(Map<?, ?> map, ValueWriter out, int depth) throws IOException {
    requireDepth(depth);
    out.map(map.size());
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.string((String) entry.getKey());
      writeValue(entry.getValue(), out, depth - 1);
    }
  }

  private static void writeList(List<?> list, ValueWriter out, int depth) throws IOException {
    requireDepth(depth);
    out.array(list.size());
    for (Object element : list) {
      writeValue(element, out, depth - 1);
    }
  }

  private static void writeValue(@Nullable Object value, ValueWriter out, int depth)
      throws IOException {
    if (value == null) {
      out.nil();
    } else if (value instanceof String text) {
      out.string(text);
    } else if (value instanceof Long number) {
      out.int64(number);
    } else if (value instanceof Double number) {
      out.float64(number);
    } else if (value instanceof Boolean bool) {
      out.bool(bool);
    } else if (value instanceof Map<?, ?> map) {
      writeMap(map, out, depth);
    } else if (value instanceof List<?> list) {
      writeList(list, out, depth);
    } else if (value instanceof BigInteger number) {
      out.bigInteger(number);
    } else {
      throw new UnrepresentableException(
          "a number has too many digits, or something nests too deep");
    }
  }

  private static Map<String, @Nullable Object> readMap(ValueReader in, int depth)
      throws IOException {
    if (depth == 0) {
      throw in.malformed("nested too deep");
    }
    int size = in.mapSize();
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = 1; i <= size; i++) {
      map.put(in.string(), readValue(in, depth - 1));
      if (map.size() != i) {
        throw in.malformed("duplicate name");
      }
    }
    return map;
  }

  private static List<@Nullable Object> readList(ValueReader in, int depth) throws IOException {
    if (depth == 0) {
      throw in.malformed("nested too deep");
    }
    int size = in.arraySize();
    List<@Nullable Object> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      list.add(readValue(in, depth - 1));
    }
    return list;
  }

  private static @Nullable Object readValue(ValueReader in, int depth) throws IOException {
    switch (in.nextType()) {
      case NIL -> {
        in.tryNil();
        return null;
      }
      case BOOLEAN -> {
        return in.bool();
      }
      case INTEGER -> {
        return in.bigInteger();
      }
      case FLOAT -> {
        return in.float64();
      }
      case STRING -> {
        return in.string();
      }
      case ARRAY -> {
        return readList(in, depth);
      }
      case MAP -> {
        return readMap(in, depth);
      }
      default -> throw in.malformed("not a type of JSON");
    }
  }

  private static void requireDepth(int depth) {
    if (depth == 0) {
      throw new UnrepresentableException("attributes nest too deep");
    }
  }
}
