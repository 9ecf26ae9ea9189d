package dev.freshet.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Fields with values, as hashes and entries of streams have them: here text, in Redis UTF-8. */
public final class RedisFields {

  private RedisFields() {}

  /** Each name followed by its value, as commands and scripts take them. */
  public static Stream<String> flat(Map<String, String> fields) {
    return fields.entrySet().stream().flatMap(field -> Stream.of(field.getKey(), field.getValue()));
  }

  /** As Lettuce's commands take them. */
  public static Map<byte[], byte[]> bytes(Map<String, String> fields) {
    return fields.entrySet().stream()
        .collect(
            Collectors.toMap(
                field -> field.getKey().getBytes(UTF_8),
                field -> field.getValue().getBytes(UTF_8)));
  }

  /** As Lettuce's answers have them. */
  public static Map<String, String> text(Map<byte[], byte[]> fields) {
    Map<String, String> texts = new HashMap<>();
    fields.forEach((name, value) -> texts.put(new String(name, UTF_8), new String(value, UTF_8)));
    return texts;
  }
}
