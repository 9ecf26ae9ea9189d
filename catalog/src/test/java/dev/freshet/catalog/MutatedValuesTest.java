package dev.freshet.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.catalog.values.ValueCodecs;
import dev.freshet.keys.Decoded;
import dev.freshet.keys.ValueCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bytes as an adversary, a bug or a bad memory chip would leave them. */
@Timeout(120)
class MutatedValuesTest {
  private static final int INPUTS = 120_000;
  private static final int CORPUS = 200;

  @Test
  void noMutatedProductBreaksTheDecoder() {
    Samples samples = new Samples(11);
    List<Sample<?>> corpus = new ArrayList<>();
    while (corpus.size() < CORPUS) {
      Product product = samples.product();
      add(corpus, ValueCodecs.product(product.id()), product);
    }
    assertEveryMutationIsDecodedConsistently(corpus, 21);
  }

  @Test
  void noMutatedListingBreaksTheDecoder() {
    Samples samples = new Samples(12);
    List<Sample<?>> corpus = new ArrayList<>();
    while (corpus.size() < CORPUS) {
      ListingParams params = samples.params();
      add(corpus, ValueCodecs.listing(params), samples.page(params, 4));
    }
    assertEveryMutationIsDecodedConsistently(corpus, 22);
  }

  @Test
  void noMutatedCategoryPageBreaksTheDecoder() {
    Samples samples = new Samples(13);
    List<Sample<?>> corpus = new ArrayList<>();
    while (corpus.size() < CORPUS) {
      CategoryPage page = samples.categoryPage(4);
      add(corpus, ValueCodecs.categoryPage(page.category().id()), page);
    }
    assertEveryMutationIsDecodedConsistently(corpus, 23);
  }

  private static void assertEveryMutationIsDecodedConsistently(List<Sample<?>> corpus, long seed) {
    Random random = new Random(seed);
    int stillValues = 0;
    for (int i = 0; i < INPUTS; i++) {
      Sample<?> sample = corpus.get(random.nextInt(corpus.size()));
      byte[] other = corpus.get(random.nextInt(corpus.size())).bytes;
      byte[] mutated = mutate(sample.bytes, other, random);
      stillValues += sample.decodesConsistently(mutated) ? 1 : 0;
    }
    // Mutations that leave a value are the interesting ones: there must be many of them.
    assertThat(stillValues).isBetween(INPUTS / 20, INPUTS * 19 / 20);
  }

  private static byte[] mutate(byte[] original, byte[] other, Random random) {
    if (random.nextInt(20) == 0) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      return noise;
    }
    byte[] bytes = original.clone();
    int mutations = 1 + random.nextInt(random.nextBoolean() ? 1 : 5);
    for (int i = 0; i < mutations && bytes.length > 0; i++) {
      int at = random.nextInt(bytes.length);
      int length = random.nextInt(Math.min(12, bytes.length - at)) + 1;
      switch (random.nextInt(7)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] = (byte) (0xc0 + random.nextInt(32));
        case 2 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 3 -> bytes = splice(bytes, at, at + length, new byte[0]);
        case 4 -> bytes = splice(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
        case 5 -> {
          int from = random.nextInt(other.length);
          int to = from + random.nextInt(Math.min(12, other.length - from)) + 1;
          bytes = splice(bytes, at, at + length, Arrays.copyOfRange(other, from, to));
        }
        default -> bytes[at]++;
      }
    }
    return bytes;
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] replacement) {
    byte[] result = new byte[bytes.length - (to - from) + replacement.length];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(replacement, 0, result, from, replacement.length);
    System.arraycopy(bytes, to, result, from + replacement.length, bytes.length - to);
    return result;
  }

  private static <V> void add(List<Sample<?>> corpus, ValueCodec<V> codec, V value) {
    byte[] bytes = Objects.requireNonNull(codec.encode(value));
    if (bytes.length < 2000) {
      corpus.add(new Sample<>(codec, bytes));
    }
  }

  private static final class Sample<V> {
    private final ValueCodec<V> codec;
    private final byte[] bytes;

    Sample(ValueCodec<V> codec, byte[] bytes) {
      this.codec = codec;
      this.bytes = bytes;
    }

    /** Whether the bytes are a value; it must then be the same after another round. */
    boolean decodesConsistently(byte[] mutated) {
      Decoded<V> decoded = codec.decode(mutated);
      return decoded.match(
          value -> {
            byte[] again = Objects.requireNonNull(codec.encode(value));
            assertThat(codec.decode(again)).isEqualTo(decoded);
            return true;
          },
          () -> false,
          reason -> {
            assertThat(reason).isNotEmpty();
            return false;
          });
    }
  }
}
