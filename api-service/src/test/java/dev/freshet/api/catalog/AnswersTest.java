package dev.freshet.api.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Decoded;
import dev.freshet.keys.ListingParams;
import dev.freshet.keys.PageRegistration;
import dev.freshet.keys.ProductPage;
import dev.freshet.keys.ValueCodec;
import dev.freshet.keys.ValueCodecs;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

class AnswersTest {

  private static final CacheKey KEY = CacheKey.product(1);

  private final CountingCodec values = new CountingCodec();

  @Test
  void theSameBytesAreDecodedAndRenderedOnce() {
    ValueCodec<Answer<String>> codec = codec(DataSize.ofMegabytes(1));

    assertThat(json(codec, "v:first")).isEqualTo("\"first\"");
    assertThat(json(codec, "v:first")).isEqualTo("\"first\"");

    assertThat(values.decodings).isEqualTo(1);
  }

  @Test
  void otherBytesAreAnsweredWithWhatTheyMean() {
    ValueCodec<Answer<String>> codec = codec(DataSize.ofMegabytes(1));
    json(codec, "v:first");

    assertThat(json(codec, "v:other")).isEqualTo("\"other\"");
    assertThat(json(codec, "v:first")).isEqualTo("\"first\"");
    assertThat(json(codec, "absent")).isEqualTo("absent");
    assertThat(json(codec, "broken")).isEqualTo("malformed: unknown");
    assertThat(json(codec, "v:first")).isEqualTo("\"first\"");
  }

  @Test
  void eachKeyHasItsOwn() {
    Answers answers = new Answers(JsonMapper.shared(), DataSize.ofMegabytes(1));

    json(answers.codec(KEY, values), "v:first");
    json(answers.codec(CacheKey.product(2), values), "v:second");
    json(answers.codec(KEY, values), "v:first");

    assertThat(values.decodings).isEqualTo(2);
  }

  @Test
  void twoListingsWithOneKeyHaveEachTheirOwn() {
    Answers answers = new Answers(JsonMapper.shared(), DataSize.ofMegabytes(1));
    PageRegistration page = PageRegistration.ofListing(ListingParams.of(name -> null));
    ListingParams otherParams = ListingParams.of(name -> name.equals("q") ? "lamp" : null);
    PageRegistration other = new PageRegistration(page.key(), otherParams);
    ValueCodec<ProductPage> pages = ValueCodecs.listing(page.params());
    byte[] cached =
        Objects.requireNonNull(pages.encode(new ProductPage(List.of(), 1, 20, 0)), "representable");

    Decoded<Answer<ProductPage>> own = answers.codec(page, pages).decode(cached);
    Decoded<Answer<ProductPage>> others =
        answers.codec(other, ValueCodecs.listing(otherParams)).decode(cached);

    assertThat(own).isInstanceOf(Decoded.Value.class);
    assertThat(others).isInstanceOf(Decoded.Malformed.class);
  }

  @Test
  void withoutMemoryEveryAnswerIsRendered() {
    ValueCodec<Answer<String>> codec = codec(DataSize.ofBytes(0));

    json(codec, "v:first");

    assertThat(json(codec, "v:first")).isEqualTo("\"first\"");
    assertThat(values.decodings).isEqualTo(2);
  }

  @Test
  void whatWasLoadedIsEncodedAsItsValue() {
    Answers answers = new Answers(JsonMapper.shared(), DataSize.ofMegabytes(1));
    Answer<String> loaded = answers.of("new");

    assertThat(new String(loaded.json(), UTF_8)).isEqualTo("\"new\"");
    assertThat(answers.codec(KEY, values).encode(loaded)).isEqualTo("v:new".getBytes(UTF_8));
  }

  private ValueCodec<Answer<String>> codec(DataSize limit) {
    return new Answers(JsonMapper.shared(), limit).codec(KEY, values);
  }

  private static String json(ValueCodec<Answer<String>> codec, String bytes) {
    return codec
        .decode(bytes.getBytes(UTF_8))
        .match(
            answer -> new String(answer.json(), UTF_8),
            () -> "absent",
            reason -> "malformed: " + reason);
  }

  private static final class CountingCodec implements ValueCodec<String> {

    private int decodings;

    @Override
    public byte[] encode(String value) {
      return ("v:" + value).getBytes(UTF_8);
    }

    @Override
    public Decoded<String> decode(byte[] bytes) {
      decodings++;
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
