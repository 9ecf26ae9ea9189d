package dev.freshet.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.cache.LookAsideTest.Text;
import dev.freshet.cache.trust.Freshness;
import dev.freshet.catalog.CatalogKeys;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.FenceToken;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadAllTest {

  private final FakeStore store = new FakeStore();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private boolean trusted = true;
  private final Map<CacheKey, String> database = new HashMap<>();
  private final List<List<CacheKey>> loads = new ArrayList<>();
  private Runnable afterLoad = () -> {};
  private final ReadThroughCache cache =
      new ReadThroughCache(
          store,
          () -> trusted,
          new CacheMetrics(registry, TestKinds.CATALOG),
          new CacheSettings(
              Duration.ofMillis(50),
              new CacheSettings.Life(Duration.ofMinutes(5), Duration.ofSeconds(30)),
              Map.of()));

  ReadAllTest() {
    for (long id = 1; id <= 3; id++) {
      database.put(key(id), "value " + id);
    }
  }

  @Test
  void oneLoadOfAllThatAreMissing() {
    assertThat(values(1)).containsExactly("value 1");
    assertThat(values(3, 1, 9, 2, 3)).containsExactly("value 3", "value 1", null, "value 2");
    assertThat(loads).containsExactly(keys(1), keys(3, 9, 2));
    assertThat(values(1, 2, 3, 9)).containsExactly("value 1", "value 2", "value 3", null);
    assertThat(loads).hasSize(2);
    assertThat(store.leases).isEmpty();
    assertThat(count("cache.hits")).isEqualTo(5);
    assertThat(count("cache.misses")).isEqualTo(4);
    assertThat(count("cache.loads")).isEqualTo(2);
  }

  @Test
  void sayHowEachCameAbout() {
    values(1);
    assertThat(read(1, 2).values().stream().map(Read::cacheStatus))
        .containsExactly(CacheStatus.HIT, CacheStatus.STORED);
  }

  @Test
  void whatIsInvalidatedWhileItIsLoadedIsNotStored() {
    afterLoad = () -> store.invalidate(key(2));
    assertThat(read(1, 2).values().stream().map(Read::cacheStatus))
        .containsExactly(CacheStatus.STORED, CacheStatus.NOT_STORED);
    assertThat(store.values.keySet()).containsExactly(key(1).name());
  }

  /** And is waited for only after what is one's own is loaded. */
  @Test
  void whatSomebodyElseLoadsIsWaitedFor() {
    store.leases.put(key(1).lease(), "somebody");
    afterLoad =
        () ->
            store.values.put(
                key(1).name(), "theirs".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(values(1, 2)).containsExactly("theirs", "value 2");
    assertThat(loads).containsExactly(keys(2));
  }

  @Test
  void whoeverTakesTooLongIsNotWaitedForForEver() {
    store.leases.put(key(1).lease(), "somebody");
    assertThat(values(1, 2)).containsExactly("value 1", "value 2");
    assertThat(loads).containsExactly(keys(2), keys(1));
    assertThat(store.leases).containsKey(key(1).lease());
  }

  @Test
  void aLoadThatFailsLeavesNoLease() {
    afterLoad =
        () -> {
          throw new IllegalStateException("on purpose");
        };
    assertThatThrownBy(() -> values(1, 2)).hasMessage("on purpose");
    assertThat(store.leases).isEmpty();
  }

  @Test
  void withoutTheCacheAllAreLoadedTogether() {
    values(1);
    trusted = false;
    assertThat(read(1, 2).values().stream().map(Read::cacheStatus)).containsOnly(CacheStatus.STALE);
    trusted = true;
    for (StoreOperation operation : List.of(StoreOperation.GET, StoreOperation.ACQUIRE)) {
      store.fail(operation);
      assertThat(read(2, 3).values().stream().map(Read::cacheStatus))
          .containsOnly(CacheStatus.BYPASS);
      assertThat(store.leases).isEmpty();
    }
    store.fail(null);
    assertThat(
            cache
                .readAll(
                    keys(1, 2), new Freshness(FenceToken.random()), key -> Text.CODEC, this::load)
                .values()
                .stream()
                .map(Read::cacheStatus))
        .containsOnly(CacheStatus.MIN_TOKEN);
    assertThat(loads).containsExactly(keys(1), keys(1, 2), keys(2, 3), keys(2, 3), keys(1, 2));
  }

  @Test
  void trustThatIsLostWhileRedisAnswersCounts() {
    values(1);
    store.onGet = () -> trusted = false;
    database.put(key(1), "newer");
    assertThat(values(1)).containsExactly("newer");
  }

  @Test
  void keysAreOfOneKind() {
    assertThat(read()).isEmpty();
    List<CacheKey> mixed = List.of(key(1), new CacheKey(CatalogKeys.CATEGORY, "c"));
    assertThatThrownBy(
            () -> cache.readAll(mixed, Freshness.AS_CACHED, key -> Text.CODEC, this::load))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private List<@Nullable String> values(long... ids) {
    List<@Nullable String> values = new ArrayList<>();
    read(ids).forEach((key, read) -> values.add(read.value()));
    return values;
  }

  private Map<CacheKey, Read<String>> read(long... ids) {
    return cache.readAll(keys(ids), Freshness.AS_CACHED, key -> Text.CODEC, this::load);
  }

  private Map<CacheKey, String> load(List<CacheKey> keys) {
    loads.add(keys);
    Map<CacheKey, String> found = new HashMap<>();
    for (CacheKey key : keys) {
      if (database.containsKey(key)) {
        found.put(key, Objects.requireNonNull(database.get(key)));
      }
    }
    afterLoad.run();
    return found;
  }

  private double count(String counter) {
    return registry.get(counter).tag("kind", "product").counter().count();
  }

  private static List<CacheKey> keys(long... ids) {
    return java.util.Arrays.stream(ids).mapToObj(ReadAllTest::key).toList();
  }

  private static CacheKey key(long id) {
    return CatalogKeys.product(id);
  }
}
