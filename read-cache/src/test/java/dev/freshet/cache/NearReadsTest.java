package dev.freshet.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.cache.near.LeasedTrust;
import dev.freshet.cache.near.NearCache;
import dev.freshet.cache.near.NearChannel;
import dev.freshet.cache.trust.CacheTrust;
import dev.freshet.cache.trust.CachedKinds;
import dev.freshet.cache.trust.Freshness;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Decoded;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.KeySpace;
import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Kind;
import dev.freshet.keys.Namespace;
import dev.freshet.keys.ValueCodec;
import dev.freshet.keys.near.NearMessage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which reads are answered from memory. */
class NearReadsTest {

  private static final Kind ITEM = new Kind("item");
  private static final CacheKey KEY = new CacheKey(ITEM, "item:1");
  private static final Duration LONG = Duration.ofSeconds(20);

  private int decodings;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final FakeStore store = new FakeStore();
  private final SwitchedTrust trust = new SwitchedTrust();
  private final Granting channel = new Granting();
  private final NearCache near = new NearCache(channel, Set.of(ITEM), 1_000_000, System::nanoTime);
  private final CacheMetrics metrics =
      new CacheMetrics(
          meters,
          new CachedKinds(
              new KeySpace(
                  new Namespace("items"), Map.of(ITEM, List.of(new KeyTemplate("item:{id}")))),
              Set.of()));
  private final CacheSettings settings =
      new CacheSettings(LONG, new CacheSettings.Life(LONG, LONG), Map.of());
  private final ReadThroughCache cache =
      new ReadThroughCache(store, trust, metrics, settings, near);
  private final ReadThroughCache strict =
      new ReadThroughCache(store, new LeasedTrust(trust, near), metrics, settings, near);

  @BeforeEach
  void start() {
    near.start();
    await().atMost(LONG).until(() -> CacheStatus.NEAR_HIT.equals(read().cacheStatus()));
  }

  @AfterEach
  void stop() {
    near.stop();
  }

  @Test
  void aHitFromMemoryIsAHitAndSaysWhereItIsFrom() {
    assertThat(CacheStatus.NEAR_HIT.header()).isEqualTo("freshet; hit; detail=memory");
    assertThat(CacheStatus.NEAR_HIT.isHit()).isTrue();
    assertThat(meters.counter("cache.near.hits", "kind", "item").count()).isPositive();
    assertThat(meters.counter("cache.hits", "kind", "item").count())
        .isGreaterThanOrEqualTo(meters.counter("cache.near.hits", "kind", "item").count());
  }

  @Test
  void whoMustSeeATokenAsksRedis() {
    FenceToken token = new FenceToken("written");
    assertThat(read(new Freshness(token)).cacheStatus()).isEqualTo(CacheStatus.MIN_TOKEN);
    store.passed.add(token);
    assertThat(read(new Freshness(token)).cacheStatus()).isEqualTo(CacheStatus.HIT);
  }

  @Test
  void whatCannotBeTrustedIsNotAnsweredFromMemory() {
    trust.holds = false;
    assertThat(read().cacheStatus()).isEqualTo(CacheStatus.STALE);
  }

  @Test
  void whatNobodyMaintainsIsNotAnsweredFromMemory() {
    trust.covers = false;
    assertThat(read().cacheStatus()).isEqualTo(CacheStatus.UNMAINTAINED);
  }

  @Test
  void bytesThatRedisReturnsAgainAreNotDecodedAgain() {
    near.stop();
    int before = decodings;

    assertThat(read().cacheStatus()).isEqualTo(CacheStatus.HIT);
    assertThat(read().value()).isEqualTo("value");
    assertThat(decodings).isEqualTo(before);
  }

  @Test
  void aHitFromMemoryIsNotDecoded() {
    int before = decodings;
    read();

    assertThat(decodings).isEqualTo(before);
  }

  @Test
  void thatNothingExistsIsReadFromMemoryToo() {
    CacheKey none = new CacheKey(ITEM, "item:2");
    await()
        .atMost(LONG)
        .until(
            () ->
                CacheStatus.NEAR_HIT.equals(
                    cache
                        .<String>read(none, Freshness.AS_CACHED, new Texts(), () -> null)
                        .cacheStatus()));
    assertThat(cache.<String>read(none, Freshness.AS_CACHED, new Texts(), () -> "x").value())
        .isNull();
  }

  /** As when the master was replaced, and the invalidator has followed. */
  @Test
  void withoutALeaseRedisIsNotTrustedEither() {
    assertThat(readStrictly().cacheStatus()).isEqualTo(CacheStatus.NEAR_HIT);
    channel.grants = false;
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> assertThat(readStrictly().cacheStatus()).isEqualTo(CacheStatus.NO_LEASE));

    assertThat(CacheStatus.NO_LEASE.header()).isEqualTo("freshet; fwd=bypass; detail=no-lease");
    assertThat(CacheStatus.NO_LEASE.isBypass()).isTrue();
    assertThat(readStrictly().value()).isEqualTo("loaded");
    assertThat(meters.counter("cache.bypass", "kind", "item", "reason", "no-lease").count())
        .isPositive();
    assertThat(read().cacheStatus()).isEqualTo(CacheStatus.HIT);
  }

  /** As when Redis was restarted: it may have come back as it was earlier. */
  @Test
  void afterALossOfTheConnectionRedisIsNotTrustedAtOnce() {
    channel.grants = false;
    channel.losses.incrementAndGet();
    assertThat(readStrictly().cacheStatus()).isEqualTo(CacheStatus.NO_LEASE);

    channel.grants = true;
    await().atMost(LONG).until(() -> CacheStatus.NEAR_HIT.equals(readStrictly().cacheStatus()));
  }

  @Test
  void whatRedisReturnsWhenTheLeaseIsOverIsNotReturned() {
    store.onGet =
        () -> {
          channel.grants = false;
          channel.losses.incrementAndGet();
        };
    CacheKey other = new CacheKey(ITEM, "item:2");
    store.values.put(other.name(), "cached".getBytes(UTF_8));

    Read<String> answer = strict.read(other, Freshness.AS_CACHED, new Texts(), () -> "loaded");

    assertThat(answer.value()).isEqualTo("loaded");
    assertThat(answer.cacheStatus()).isEqualTo(CacheStatus.NO_LEASE);
  }

  @Test
  void whatIsTooStaleIsNotReturnedWithALeaseEither() {
    trust.holds = false;
    assertThat(readStrictly().cacheStatus()).isEqualTo(CacheStatus.STALE);
    trust.covers = false;
    assertThat(readStrictly().cacheStatus()).isEqualTo(CacheStatus.UNMAINTAINED);
  }

  private Read<String> readStrictly() {
    return strict.read(KEY, Freshness.AS_CACHED, new Texts(), () -> "loaded");
  }

  private Read<String> read() {
    return read(Freshness.AS_CACHED);
  }

  private Read<String> read(Freshness freshness) {
    return cache.read(KEY, freshness, new Texts(), () -> "value");
  }

  private final class Texts implements ValueCodec<String> {

    @Override
    public byte[] encode(String value) {
      return value.getBytes(UTF_8);
    }

    @Override
    public Decoded<String> decode(byte[] bytes) {
      decodings++;
      return ValueCodec.isAbsent(bytes)
          ? new Decoded.Absent<>()
          : new Decoded.Value<>(new String(bytes, UTF_8));
    }

    @Override
    public OptionalInt shareableSize(String value) {
      return OptionalInt.of(value.length());
    }
  }

  private static final class SwitchedTrust implements CacheTrust {

    volatile boolean holds = true;
    volatile boolean covers = true;

    @Override
    public boolean holds() {
      return holds;
    }

    @Override
    public boolean covers(Kind kind) {
      return covers;
    }
  }

  /** An invalidator that grants everything, or nothing, and deletes nothing. */
  private static final class Granting implements NearChannel {

    volatile boolean grants = true;
    final AtomicLong losses = new AtomicLong();

    @Override
    public Optional<Start> start() {
      return Optional.of(new Start("run", "0-0", 0));
    }

    @Override
    public Answer renew(NearMessage renewal) {
      return new Answer("run", grants ? renewal.renewal() : 0);
    }

    @Override
    public void tell(NearMessage message) {}

    @Override
    public Followed follow(String cursor) {
      return new Followed(List.of(), cursor);
    }

    @Override
    public long losses() {
      return losses.get();
    }
  }
}
