package dev.freshet.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RedisFieldsTest {

  private static final Map<String, String> FIELDS = new LinkedHashMap<>();

  static {
    FIELDS.put("run", "é 1");
    FIELDS.put("number", "");
  }

  @Test
  void namesAndValuesTakeTurns() {
    assertThat(RedisFields.flat(FIELDS)).containsExactly("run", "é 1", "number", "");
  }

  @Test
  void whatGoesToRedisComesBack() {
    assertThat(RedisFields.text(RedisFields.bytes(FIELDS))).isEqualTo(FIELDS);
  }
}
