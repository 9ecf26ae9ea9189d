package dev.freshet.cache.near;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.cache.CacheUnavailableException;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Decoded;
import dev.freshet.keys.Kind;
import dev.freshet.keys.ValueCodec;
import dev.freshet.keys.near.NearDeletion;
import dev.freshet.keys.near.NearMessage;
import dev.freshet.keys.near.NearTerms;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NearCacheTest {

  private static final Kind PRODUCT = new Kind("product");
  private static final CacheKey KEY = new CacheKey(PRODUCT, "product:1");
  private static final byte[] VALUE = {1};
  private static final byte[] MALFORMED = {};

  private long nanos;
  private int decodings;
  private final FakeChannel channel = new FakeChannel();
  private final NearCache near = new NearCache(channel, Set.of(PRODUCT), 1_000_000, () -> nanos);

  @Test
  void withoutAnInvalidatorThereIsNoSession() {
    channel.run = "";
    near.renew();

    assertThat(near.begun()).isZero();
    assertThat(channel.told).isEmpty();
  }

  @Test
  void whatWasAskedForUnderALeaseIsReadFromMemory() {
    near.renew();
    assertThat(near.ask(KEY, KEY).needsLife()).isFalse();
    near.renew();
    keep();

    assertThat(get()).isEqualTo(VALUE);
    assertThat(near.size()).isEqualTo(1);
  }

  @Test
  void otherKindsAreNotKept() {
    near.renew();
    near.renew();

    CacheKey other = new CacheKey(new Kind("listing"), "products:list:1");
    assertThat(near.ask(other, other).needsLife()).isFalse();
  }

  @Test
  void whatMeansTheSameIsDecodedOnceWithALeaseOrWithout() {
    keep(new Shared());
    assertThat(decodings).isEqualTo(1);
    keep(new Shared());
    near.renew();
    near.renew();
    keep(new Shared());
    assertThat(get(new Shared())).isEqualTo(VALUE);
    channel.run = "next run";
    near.renew();
    assertThat(get(new Shared())).isNull();
    keep(new Shared());
    assertThat(decodings).isEqualTo(1);

    try (NearCache.Asking asking = near.ask(KEY, KEY)) {
      asking.answered(new byte[] {2}, Duration.ofMinutes(5), new Shared());
    }
    assertThat(decodings).isEqualTo(2);
  }

  @Test
  void whatIsNotSharedIsDecodedForEachReader() {
    near.renew();
    near.renew();
    keep();
    get();
    get();

    assertThat(decodings).isEqualTo(3);
  }

  @Test
  void whatIsNotSharedIsOnlyKeptUnderALease() {
    keep();

    assertThat(near.size()).isZero();
  }

  @Test
  void theSameBytesForAnotherQuestionAreDecodedForIt() {
    keep(new Shared());

    assertThat(near.<byte[]>known(KEY, KEY, VALUE)).isNotNull();
    assertThat(near.<byte[]>known(KEY, "another question", VALUE)).isNull();
    assertThat(near.<byte[]>known(KEY, KEY, new byte[] {2})).isNull();
  }

  @Test
  void whatMeansNothingIsNotKept() {
    near.renew();
    near.renew();
    try (NearCache.Asking asking = near.ask(KEY, KEY)) {
      asking.answered(MALFORMED, Duration.ofMinutes(5), new Bytes());
    }

    assertThat(near.size()).isZero();
  }

  @Test
  void valuesStayWithinTheirBytes() {
    near.renew();
    near.renew();
    for (int i = 0; i < 10_000; i++) {
      CacheKey key = new CacheKey(PRODUCT, "product:" + i);
      try (NearCache.Asking asking = near.ask(key, key)) {
        asking.answered(new byte[1_000], Duration.ofMinutes(5), new Bytes());
      }
    }
    assertThat(near.size()).isBetween(1L, 1_000L);
  }

  @Test
  void deletionsAreFollowedAndThenAcknowledged() {
    near.renew();
    near.renew();
    keep();
    channel.entries.add(Optional.of(new NearDeletion("run", 1, Set.of(NearDeletion.hash(KEY)))));

    assertThat(near.followOnce()).isTrue();

    assertThat(get()).isNull();
    assertThat(channel.told.get(channel.told.size() - 1).acknowledged()).isEqualTo(1);
  }

  @Test
  void aMissingEntryIsNotAcknowledgedAndBeginsAnew() {
    near.renew();
    near.renew();
    keep();
    int told = channel.told.size();
    channel.entries.add(Optional.of(new NearDeletion("run", 2, Set.of(NearDeletion.hash(KEY)))));

    assertThat(near.followOnce()).isFalse();
    assertThat(channel.told).hasSize(told);
    assertThat(get()).isNull();
    near.renew();

    assertThat(near.begun()).isEqualTo(2);
    assertThat(channel.told.get(told).renewal()).isEqualTo(1);
    assertThat(channel.told.get(told).session()).isNotEqualTo(channel.told.get(0).session());
  }

  @Test
  void aLostConnectionBeginsAnew() {
    near.renew();
    near.renew();
    keep();
    channel.losses++;
    near.renew();

    assertThat(near.begun()).isEqualTo(2);
    assertThat(get()).isNull();
  }

  @Test
  void anotherRunBeginsAnew() {
    near.renew();
    near.renew();
    keep();
    channel.run = "next run";
    near.renew();
    assertThat(get()).isNull();
    near.renew();

    assertThat(near.begun()).isEqualTo(2);
    assertThat(channel.told.get(channel.told.size() - 1).run()).isEqualTo("next run");
  }

  @Test
  void whoIsNotGrantedAnythingBeginsAnew() {
    channel.grants = false;
    for (int i = 0; i < 10; i++) {
      near.renew();
      nanos += NearTerms.RENEWAL.toNanos();
    }
    assertThat(near.begun()).isEqualTo(2);
  }

  @Test
  void whatFailsLeavesReadsToRedis() {
    near.renew();
    near.renew();
    keep();
    channel.failure = CacheUnavailableException.server("down", null);
    near.renew();
    assertThat(get()).isEqualTo(VALUE);
    nanos += NearTerms.USABLE.toNanos();

    assertThat(get()).isNull();
  }

  @Test
  void whatRedisRefusesIsNotAskedForAgainSoon() {
    channel.failure = CacheUnavailableException.refused("NOPERM", new IllegalStateException());
    near.renew();
    channel.failure = null;
    near.renew();
    assertThat(near.begun()).isZero();
    nanos += NearCache.REFUSED_PAUSE.toNanos();
    near.renew();

    assertThat(near.begun()).isEqualTo(1);
  }

  @Test
  void whoCannotFollowLeavesAndBeginsAnewWhenItCan() {
    near.renew();
    near.renew();
    keep();
    channel.deafness = CacheUnavailableException.server("no answer in time", null);

    assertThat(near.followOnce()).isFalse();
    assertThat(get()).isNull();
    assertThat(channel.told.get(channel.told.size() - 1).renewal()).isEqualTo(NearMessage.LEAVING);
    near.renew();
    assertThat(near.begun()).isEqualTo(1);

    channel.deafness = null;
    assertThat(near.followOnce()).isFalse();
    near.renew();
    assertThat(near.begun()).isEqualTo(2);
    assertThat(near.followOnce()).isTrue();
  }

  @Test
  void theRedisOfALeaseIsTheOneThatItWasGrantedIn() {
    assertThat(near.isInvalidated()).isFalse();
    near.renew();
    near.renew();
    assertThat(near.isInvalidated()).isTrue();
    channel.losses++;

    assertThat(near.isGranted()).isTrue();
    assertThat(near.isInvalidated()).isFalse();
  }

  @Test
  void whoStopsSaysSo() {
    near.renew();
    near.renew();
    keep();
    near.stop();

    assertThat(get()).isNull();
    assertThat(channel.told.get(channel.told.size() - 1).renewal()).isEqualTo(NearMessage.LEAVING);
  }

  @Test
  void withoutLeasesValuesAreOnlyRemembered() {
    NearCache memory = new NearCache(null, Set.of(PRODUCT), 1_000_000, () -> nanos);
    memory.start();
    try (NearCache.Asking asking = memory.ask(KEY, KEY)) {
      assertThat(asking.needsLife()).isFalse();
      asking.answered(VALUE, Duration.ZERO, new Shared());
    }

    assertThat(memory.isRunning()).isFalse();
    assertThat(memory.get(KEY, KEY, new Shared())).isNull();
    assertThat(memory.<byte[]>known(KEY, KEY, VALUE)).isNotNull();
  }

  private void keep() {
    keep(new Bytes());
  }

  private void keep(ValueCodec<byte[]> codec) {
    try (NearCache.Asking asking = near.ask(KEY, KEY)) {
      asking.answered(VALUE, Duration.ofMinutes(5), codec);
    }
  }

  private byte @Nullable [] get() {
    return get(new Bytes());
  }

  private byte @Nullable [] get(ValueCodec<byte[]> codec) {
    Decoded<byte[]> decoded = near.get(KEY, KEY, codec);
    return decoded == null
        ? null
        : decoded.<byte @Nullable []>match(value -> value, () -> null, reason -> null);
  }

  private class Bytes implements ValueCodec<byte[]> {

    @Override
    public byte[] encode(byte[] value) {
      return value;
    }

    @Override
    public Decoded<byte[]> decode(byte[] bytes) {
      decodings++;
      return bytes == MALFORMED
          ? new Decoded.Malformed<>("nothing")
          : new Decoded.Value<>(bytes.clone());
    }
  }

  private final class Shared extends Bytes {

    @Override
    public OptionalInt shareableSize(byte[] value) {
      return OptionalInt.of(value.length);
    }
  }
}
