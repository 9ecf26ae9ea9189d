package dev.freshet.api.catalog;

import dev.freshet.keys.Decoded;
import dev.freshet.keys.ValueCodec;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * From values to answers and back. Of what the cache holds, the answer is all that is kept: it is
 * decoded and rendered once for the same bytes, as far as the memory for it goes. Thread-safe.
 */
record Answers(JsonMapper json) {

  <V> Answer<V> of(V value) {
    return new Answer<>(json.writeValueAsBytes(value), value);
  }

  /** For the answers that the cache holds. */
  <V> ValueCodec<Answer<V>> codec(ValueCodec<V> values) {
    return new AnswerCodec<>(values);
  }

  private final class AnswerCodec<V> implements ValueCodec<Answer<V>> {

    private final ValueCodec<V> values;

    AnswerCodec(ValueCodec<V> values) {
      this.values = values;
    }

    @Override
    public byte @Nullable [] encode(Answer<V> answer) {
      return values.encode(Objects.requireNonNull(answer.value(), "not loaded"));
    }

    @Override
    public Decoded<Answer<V>> decode(byte[] bytes) {
      return values
          .decode(bytes)
          .match(
              value -> new Decoded.Value<>(new Answer<>(of(value).json(), null)),
              Decoded.Absent::new,
              Decoded.Malformed::new);
    }

    @Override
    public OptionalInt shareableSize(Answer<V> answer) {
      return OptionalInt.of(answer.json().length);
    }
  }
}
