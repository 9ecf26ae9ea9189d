package dev.freshet.spring.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import tools.jackson.databind.json.JsonMapper;

class MessagePackCodecTest {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final MessagePackCodec codec = new MessagePackCodec(JSON, All.class.getName());

  /** Each kind of value that Jackson writes. */
  record All(
      int number,
      long large,
      BigInteger larger,
      BigDecimal price,
      float rate,
      double ratio,
      boolean on,
      @Nullable String none,
      String text,
      byte[] bytes,
      List<Integer> list,
      Map<String, List<Thing>> map,
      Instant at,
      UUID id,
      Thing thing) {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
  @JsonSubTypes({@JsonSubTypes.Type(Cup.class), @JsonSubTypes.Type(Lid.class)})
  sealed interface Thing {}

  record Cup(String colour) implements Thing {}

  record Lid(int size) implements Thing {}

  @Test
  void readsWhatItHasWritten() {
    All all =
        new All(
            -1,
            Long.MIN_VALUE,
            new BigInteger("123456789012345678901234567890"),
            new BigDecimal("10.0000000000000000000000000100"),
            0.1f,
            0.1,
            true,
            null,
            "zażółć \u0000 😀",
            new byte[] {0, -1},
            List.of(1, 70000),
            Map.of("things", List.of(new Cup("red"), new Lid(3))),
            Instant.parse("2026-01-02T03:04:05.678901234Z"),
            UUID.fromString("9b2de1a4-7c0f-4f0a-8a6e-000000000001"),
            new Lid(4));
    assertThat(codec.decode(codec.encode(all)))
        .usingRecursiveComparison()
        .withStrictTypeChecking()
        .isEqualTo(all);
  }

  @Test
  void isMessagePackForOthers() throws IOException {
    MessagePackCodec lists =
        new MessagePackCodec(JSON, "java.util.List<" + Lid.class.getName() + ">");
    byte[] bytes = lists.encode(List.of(new Lid(3)));
    try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(bytes)) {
      assertThat(unpacker.unpackValue().toJson()).contains("\"size\":3");
    }
    assertThat(bytes.length)
        .isLessThan(
            new JsonCodec(JSON, "java.util.List<" + Lid.class.getName() + ">")
                .encode(List.of(new Lid(3)))
                .length);
  }

  static List<byte[]> garbage() throws IOException {
    byte[] deep = new byte[100_000];
    Arrays.fill(deep, (byte) 0x91);
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      packer.packArrayHeader(Integer.MAX_VALUE);
      return List.of(
          new byte[0],
          new byte[] {(byte) 0xc1},
          new byte[] {(byte) 0x81, 1, 1},
          new byte[] {(byte) 0xd4, 9, 0},
          new byte[] {(byte) 0xd4, 1, 'x'},
          new byte[] {(byte) 0x80, 0},
          new byte[] {(byte) 0xc6, 127, -1, -1, -1},
          deep,
          packer.toByteArray());
    }
  }

  @ParameterizedTest
  @MethodSource
  void garbage(byte[] bytes) {
    assertThatThrownBy(() -> codec.decode(bytes)).isInstanceOf(RuntimeException.class);
  }
}
