package dev.freshet.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which reads are answered from memory. */
class NearReadsTest {

  private static final Kind ITEM = new Kind("item");
  private static final CacheKey KEY = new CacheKey(ITEM, "item:1");
  private static final Duration LONG = Duration.ofSeconds(20);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final FakeStore store = new FakeStore();
  private final SwitchedTrust trust = new SwitchedTrust();
  private final NearCache near =
      new NearCache(new Granting(), Set.of(ITEM), 1_000_000, System::nanoTime);
  private final ReadThroughCache cache =
      new ReadThroughCache(
          store,
          trust,
          new CacheMetrics(
              meters,
              new CachedKinds(
                  new KeySpace(
                      new Namespace("items"), Map.of(ITEM, List.of(new KeyTemplate("item:{id}")))),
                  Set.of())),
          new CacheSettings(LONG, new CacheSettings.Life(LONG, LONG), Map.of()),
          near);

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
  void bytesThatMeanNothingToThisReaderAreAskedForInRedis() {
    ValueCodec<String> other =
        new ValueCodec<>() {
          @Override
          public byte[] encode(String value) {
            return value.getBytes(UTF_8);
          }

          @Override
          public Decoded<String> decode(byte[] bytes) {
            return new Decoded.Malformed<>("other parameters");
          }
        };
    Read<String> answer = cache.read(KEY, Freshness.AS_CACHED, other, () -> "loaded");

    assertThat(answer.value()).isEqualTo("loaded");
    assertThat(answer.cacheStatus()).isEqualTo(CacheStatus.STORED);
  }

  private Read<String> read() {
    return read(Freshness.AS_CACHED);
  }

  private Read<String> read(Freshness freshness) {
    return cache.read(KEY, freshness, new Texts(), () -> "value");
  }

  private static final class Texts implements ValueCodec<String> {

    @Override
    public byte[] encode(String value) {
      return value.getBytes(UTF_8);
    }

    @Override
    public Decoded<String> decode(byte[] bytes) {
      return new Decoded.Value<>(new String(bytes, UTF_8));
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

  /** An invalidator that grants everything, and deletes nothing. */
  private static final class Granting implements NearChannel {

    @Override
    public Optional<Start> start() {
      return Optional.of(new Start("run", "0-0", 0));
    }

    @Override
    public Answer renew(NearMessage renewal) {
      return new Answer("run", renewal.renewal());
    }

    @Override
    public void tell(NearMessage message) {}

    @Override
    public Followed follow(String cursor) {
      return new Followed(List.of(), cursor);
    }

    @Override
    public long losses() {
      return 0;
    }
  }
}
