package dev.freshet.api.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.listings.ListedPage;
import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Decoded;
import dev.freshet.keys.PageRegistration;
import dev.freshet.keys.ValueCodec;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

class AnswersTest {

  private static final CacheKey KEY = CatalogKeys.product(1);

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
    json(answers.codec(CatalogKeys.product(2), values), "v:second");
    json(answers.codec(KEY, values), "v:first");

    assertThat(values.decodings).isEqualTo(2);
  }

  /** Their bytes under one key may be equal, and mean nothing to one of them. */
  @Test
  void listingsThatAreMadeToHaveOneKeyHaveTheirOwn() {
    Answers answers = new Answers(JsonMapper.shared(), DataSize.ofMegabytes(1));
    PageRegistration listing =
        ListedPages.CATALOG.listing(ListingParams.of(name -> name.equals("q") ? "a" : null));
    PageRegistration other =
        new ListedPage(listing.key(), ListingParams.of(name -> name.equals("q") ? "b" : null));
    json(answers.codec(listing, values), "v:first");
    ValueCodec<String> refusing =
        new ValueCodec<>() {
          @Override
          public byte[] encode(String value) {
            throw new AssertionError(value);
          }

          @Override
          public Decoded<String> decode(byte[] bytes) {
            return new Decoded.Malformed<>("other parameters");
          }
        };

    assertThat(json(answers.codec(other, refusing), "v:first"))
        .isEqualTo("malformed: other parameters");
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
