package dev.freshet.api.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.keys.Decoded;
import dev.freshet.keys.ValueCodec;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class AnswersTest {

  private final Answers answers = new Answers(JsonMapper.shared());
  private final ValueCodec<Answer<String>> codec = answers.codec(new Texts());

  @Test
  void cachedValuesAreAnsweredWithTheirJson() {
    assertThat(json("v:first")).isEqualTo("\"first\"");
    assertThat(json("absent")).isEqualTo("absent");
    assertThat(json("broken")).isEqualTo("malformed: unknown");
  }

  @Test
  void whatWasLoadedIsEncodedAsItsValue() {
    Answer<String> loaded = answers.of("new");

    assertThat(new String(loaded.json(), UTF_8)).isEqualTo("\"new\"");
    assertThat(codec.encode(loaded)).isEqualTo("v:new".getBytes(UTF_8));
  }

  @Test
  void theJsonIsSharedByAllReaders() {
    assertThat(codec.shareableSize(answers.of("new"))).hasValue(5);
  }

  private String json(String bytes) {
    return codec
        .decode(bytes.getBytes(UTF_8))
        .match(
            answer -> new String(answer.json(), UTF_8),
            () -> "absent",
            reason -> "malformed: " + reason);
  }

  private static final class Texts implements ValueCodec<String> {

    @Override
    public byte[] encode(String value) {
      return ("v:" + value).getBytes(UTF_8);
    }

    @Override
    public Decoded<String> decode(byte[] bytes) {
      String text = new String(bytes, UTF_8);
      if (text.equals("absent")) {
        return new Decoded.Absent<>();
      }
      return text.startsWith("v:")
          ? new Decoded.Value<>(text.substring(2))
          : new Decoded.Malformed<>("unknown");
    }
  }
}
