package dev.freshet.api.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Decoded;
import dev.freshet.keys.PageRegistration;
import dev.freshet.keys.ValueCodec;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/**
 * From values to answers and back. Keeps the JSON of the bytes that the cache returned last for a
 * key, and answers with it while the cache returns the same bytes to who asks the same: this saves
 * decoding and rendering, but never the question. Thread-safe.
 */
final class Answers {

  /** What an entry takes beside its bytes, by a rough count of its objects. */
  private static final int ENTRY_BYTES = 256;

  private final JsonMapper json;
  private final Cache<CacheKey, Rendered> known;

  /**
   * @param limit of what is kept
   */
  Answers(JsonMapper json, DataSize limit) {
    this.json = json;
    this.known =
        Caffeine.newBuilder()
            .maximumWeight(limit.toBytes())
            .weigher((CacheKey key, Rendered rendered) -> rendered.weight())
            .executor(Runnable::run)
            .build();
  }

  <V> Answer<V> of(V value) {
    return new Answer<>(json.writeValueAsBytes(value), value);
  }

  /** For the answers that the cache holds under a key that has one meaning. */
  <V> ValueCodec<Answer<V>> codec(CacheKey key, ValueCodec<V> values) {
    return new AnswerCodec<>(key, key, values);
  }

  /** For the answers to a page; another page can be made to have its key. */
  <V> ValueCodec<Answer<V>> codec(PageRegistration page, ValueCodec<V> values) {
    return new AnswerCodec<>(page.key(), page, values);
  }

  private final class AnswerCodec<V> implements ValueCodec<Answer<V>> {

    private final CacheKey key;
    private final Object question;
    private final ValueCodec<V> values;

    AnswerCodec(CacheKey key, Object question, ValueCodec<V> values) {
      this.key = key;
      this.question = question;
      this.values = values;
    }

    @Override
    public byte @Nullable [] encode(Answer<V> answer) {
      return values.encode(Objects.requireNonNull(answer.value(), "not loaded"));
    }

    @Override
    public Decoded<Answer<V>> decode(byte[] bytes) {
      Rendered last = known.getIfPresent(key);
      if (last != null && last.answers(question, bytes)) {
        return new Decoded.Value<>(new Answer<>(last.json(), null));
      }
      return values
          .decode(bytes)
          .match(
              value -> new Decoded.Value<>(rendered(bytes, value)),
              Decoded.Absent::new,
              Decoded.Malformed::new);
    }

    private Answer<V> rendered(byte[] bytes, V value) {
      Answer<V> answer = of(value);
      known.put(key, new Rendered(question, bytes, answer.json()));
      return answer;
    }
  }

  /**
   * JSON.
   *
   * @param question what it answers; the bytes alone do not say so, as only a decoder compares the
   *     parameters in them
   * @param bytes what it was rendered from
   */
  private record Rendered(Object question, byte[] bytes, byte[] json) {

    boolean answers(Object asked, byte[] found) {
      return Arrays.equals(bytes, found) && question.equals(asked);
    }

    int weight() {
      return bytes.length + json.length + ENTRY_BYTES;
    }
  }
}
