package dev.freshet.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.cache.LookAside.Found;
import dev.freshet.cache.LookAside.Permit;
import dev.freshet.cache.trust.CacheTrust;
import dev.freshet.cache.trust.Freshness;
import dev.freshet.catalog.CatalogKeys;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Decoded;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.Kind;
import dev.freshet.keys.ShownTags;
import dev.freshet.keys.TaggedPage;
import dev.freshet.keys.Tags;
import dev.freshet.keys.ValueCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LookAsideTest {

  private static final CacheKey KEY = CatalogKeys.product(42);

  private final FakeStore store = new FakeStore();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private boolean trusted = true;
  private boolean covered = true;
  private final LookAside cache = of(store);

  @Test
  void whatWasPutWithItsPermitIsFound() {
    Permit permit = permit();
    assertThat(cache.put(permit, Loaded.of("value"), Text.CODEC)).isTrue();
    assertThat(find().hit()).isEqualTo(new Read<>("value", CacheStatus.HIT));
    assertThat(find().permit()).isNull();
    assertThat(cache.peek(KEY, Freshness.AS_CACHED, Text.CODEC))
        .isEqualTo(new Read<>("value", CacheStatus.HIT));
  }

  @Test
  void aPutAfterAnInvalidationIsRefused() {
    Permit permit = permit();
    store.invalidate(KEY);
    assertThat(cache.put(permit, Loaded.of("stale"), Text.CODEC)).isFalse();
    assertThat(store.values).isEmpty();
    assertThat(registry.get("cache.fills.refused").tag("kind", "product").counter().count())
        .isEqualTo(1);
  }

  @Test
  void aPermitOfBeforeAnInvalidationDoesNotServeForOneOfAfterIt() {
    Permit before = permit();
    store.invalidate(KEY);
    Permit after = permit();
    assertThat(cache.put(before, Loaded.of("stale"), Text.CODEC)).isFalse();
    assertThat(cache.put(after, Loaded.of("fresh"), Text.CODEC)).isTrue();
    assertThat(Objects.requireNonNull(find().hit()).value()).isEqualTo("fresh");
  }

  @Test
  void oneAtATimeHasThePermit() {
    Permit permit = permit();
    assertThat(find()).isEqualTo(Found.nothing());
    cache.release(permit);
    assertThat(find().permit()).isNotNull();
  }

  @Test
  void aValueThatAppearsBetweenTheTwoLooksIsAHit() {
    store.onAcquire = () -> store.values.put(KEY.name(), "value".getBytes(StandardCharsets.UTF_8));
    assertThat(find().hit()).isEqualTo(new Read<>("value", CacheStatus.COLLAPSED));
  }

  @Test
  void whatDoesNotExistIsFoundAsSuch() {
    cache.put(permit(), Loaded.of(null), Text.CODEC);
    assertThat(find().hit()).isEqualTo(new Read<>(null, CacheStatus.HIT));
  }

  @Test
  void uselessBytesAreReplaced() {
    store.values.put(KEY.name(), new byte[] {'!'});
    assertThat(cache.put(permit(), Loaded.of("value"), Text.CODEC)).isTrue();
    assertThat(Objects.requireNonNull(find().hit()).value()).isEqualTo("value");
  }

  @Test
  void whatCannotBeEncodedGivesThePermitBack() {
    assertThat(cache.put(permit(), Loaded.of(""), Text.CODEC)).isFalse();
    assertThat(find().permit()).isNotNull();
  }

  @Test
  void withoutTrustThereIsNeitherHitNorPermit() {
    cache.put(permit(), Loaded.of("value"), Text.CODEC);
    trusted = false;
    assertThat(find()).isEqualTo(Found.nothing());
    trusted = true;
    covered = false;
    assertThat(find()).isEqualTo(Found.nothing());
    covered = true;
    assertThat(cache.find(KEY, new Freshness(FenceToken.random()), Text.CODEC))
        .isEqualTo(Found.nothing());
  }

  @Test
  void trustThatIsLostWhileRedisAnswersCounts() {
    cache.put(permit(), Loaded.of("value"), Text.CODEC);
    store.onGet = () -> trusted = false;
    assertThat(find()).isEqualTo(Found.nothing());
  }

  @Test
  void aFailingRedisGivesNothingAndKeepsNoLease() {
    store.fail(StoreOperation.GET);
    assertThat(find()).isEqualTo(Found.nothing());
    store.fail(StoreOperation.ACQUIRE);
    assertThat(find()).isEqualTo(Found.nothing());
    assertThat(store.log).containsExactly("release " + KEY.name());
    store.fail(null);
    Permit permit = permit();
    store.fail(StoreOperation.FILL);
    assertThat(cache.put(permit, Loaded.of("value"), Text.CODEC)).isFalse();
    store.fail(null);
    assertThat(find().permit()).isNotNull();
  }

  @Test
  void aPageIsRegisteredWhenThePermitIsGivenAndDescribedWhenItIsPut() {
    TaggedPage page = TaggedPage.of(KEY, new Tags(Set.of("category:3")));
    Permit permit = permit(page);
    store.log.add("load");
    Loaded<String> loaded =
        new Loaded<>("value", id -> new ShownTags(id, new Tags(Set.of("shows:42"))));
    assertThat(cache.put(permit, loaded, Text.CODEC)).isTrue();
    assertThat(store.log)
        .containsExactly("register " + KEY, "load", "describe 17-0 as [shows:42]", "fill " + KEY);
  }

  @Test
  void aPageThatTheInvalidatorWouldNotKnowGetsNoPermit() {
    TaggedPage page = TaggedPage.complete(KEY, new Tags(Set.of("category:3")));
    store.refuseRegistrations();
    assertThat(cache.find(page, Freshness.AS_CACHED, Text.CODEC)).isEqualTo(Found.nothing());
    store.fail(StoreOperation.REGISTER);
    assertThat(cache.find(page, Freshness.AS_CACHED, Text.CODEC)).isEqualTo(Found.nothing());
    assertThat(store.leases).isEmpty();
  }

  @Test
  void aValueLivesNoLongerThanItIsValid() {
    Instant soon = Instant.now().plusSeconds(5);
    assertThat(cache.put(permit(), new Loaded<>("value", null, soon), Text.CODEC)).isTrue();
    assertThat(store.lastTtl).isBetween(Duration.ofMillis(1), Duration.ofSeconds(5));

    store.invalidate(KEY);
    Instant late = Instant.now().plusSeconds(3600);
    assertThat(cache.put(permit(), new Loaded<>("value", null, late), Text.CODEC)).isTrue();
    assertThat(store.lastTtl).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
  }

  @Test
  void whatIsNotValidAnyLongerIsNotStored() {
    Loaded<String> over = new Loaded<>("value", null, Instant.EPOCH);
    assertThat(cache.put(permit(), over, Text.CODEC)).isFalse();
    assertThat(store.values).isEmpty();
    assertThat(find().permit()).as("the lease was given back").isNotNull();
  }

  private Permit permit(TaggedPage page) {
    return Objects.requireNonNull(cache.find(page, Freshness.AS_CACHED, Text.CODEC).permit());
  }

  private Found<String> find() {
    return cache.find(KEY, Freshness.AS_CACHED, Text.CODEC);
  }

  private Permit permit() {
    return Objects.requireNonNull(find().permit());
  }

  private LookAside of(CacheStore store) {
    CacheTrust trust =
        new CacheTrust() {
          @Override
          public boolean holds() {
            return trusted;
          }

          @Override
          public boolean covers(Kind kind) {
            return covered;
          }
        };
    return new LookAside(
        store,
        trust,
        new CacheMetrics(registry, TestKinds.CATALOG),
        new CacheSettings(
            Duration.ofSeconds(5),
            new CacheSettings.Life(Duration.ofMinutes(5), Duration.ofSeconds(30)),
            Map.of()));
  }

  /** Texts that begin with a letter, as their bytes. */
  static final class Text implements ValueCodec<String> {

    static final Text CODEC = new Text();

    @Override
    public byte @Nullable [] encode(String value) {
      return value.isEmpty() ? null : value.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Decoded<String> decode(byte[] bytes) {
      if (ValueCodec.isAbsent(bytes)) {
        return new Decoded.Absent<>();
      }
      String text = new String(bytes, StandardCharsets.UTF_8);
      return text.startsWith("!")
          ? new Decoded.Malformed<>("not a letter")
          : new Decoded.Value<>(text);
    }
  }
}
