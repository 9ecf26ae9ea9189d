package dev.freshet.api.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.freshet.keys.Decoded;
import dev.freshet.keys.ValueCodec;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/**
 * From values to answers and back. Keeps the JSON of the bytes that the cache returned last for a
 * question, and answers with it while the cache returns the same bytes: this saves decoding and
 * rendering, but never the question. Thread-safe.
 */
final class Answers {

  /** What an entry takes beside its bytes, by a rough count of its objects. */
  private static final int ENTRY_BYTES = 512;

  private final JsonMapper json;
  private final Cache<Object, Rendered> known;

  /**
   * @param limit of what is kept
   */
  Answers(JsonMapper json, DataSize limit) {
    this.json = json;
    this.known =
        Caffeine.newBuilder()
            .maximumWeight(limit.toBytes())
            .weigher((Object question, Rendered rendered) -> rendered.weight())
            .executor(Runnable::run)
            .build();
  }

  <V> Answer<V> of(V value) {
    return new Answer<>(json.writeValueAsBytes(value), value);
  }

  /**
   * For the answers that the cache holds. Remembers the JSON of what it decodes.
   *
   * @param question what is asked for: two of them may be made to have one key
   */
  <V> ValueCodec<Answer<V>> codec(Object question, ValueCodec<V> values) {
    return new RememberingCodec<>(question, values);
  }

  private final class RememberingCodec<V> implements ValueCodec<Answer<V>> {

    private final Object question;
    private final ValueCodec<V> values;

    RememberingCodec(Object question, ValueCodec<V> values) {
      this.question = question;
      this.values = values;
    }

    @Override
    public byte @Nullable [] encode(Answer<V> answer) {
      return values.encode(Objects.requireNonNull(answer.value(), "not loaded"));
    }

    @Override
    public Decoded<Answer<V>> decode(byte[] bytes) {
      Rendered last = known.getIfPresent(question);
      if (last != null && Arrays.equals(last.bytes(), bytes)) {
        return new Decoded.Value<>(new Answer<>(last.json(), null));
      }
      return values
          .decode(bytes)
          .match(
              value -> new Decoded.Value<>(remembered(bytes, of(value))),
              Decoded.Absent::new,
              Decoded.Malformed::new);
    }

    private Answer<V> remembered(byte[] bytes, Answer<V> answer) {
      known.put(question, new Rendered(bytes, answer.json()));
      return answer;
    }
  }

  /**
   * JSON.
   *
   * @param bytes what it was rendered from
   */
  private record Rendered(byte[] bytes, byte[] json) {

    int weight() {
      return bytes.length + json.length + ENTRY_BYTES;
    }
  }
}
