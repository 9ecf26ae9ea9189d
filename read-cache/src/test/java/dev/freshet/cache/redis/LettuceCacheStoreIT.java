package dev.freshet.cache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.cache.Attempt;
import dev.freshet.cache.CacheStore;
import dev.freshet.cache.CacheUnavailableException;
import dev.freshet.cache.trust.AgedWatermark;
import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.Lifetimes;
import dev.freshet.keys.PageContent;
import dev.freshet.keys.PageRegistration;
import dev.freshet.keys.RowId;
import dev.freshet.local.redis.LocalRedis;
import dev.freshet.local.redis.LocalRedisCluster;
import dev.freshet.redis.RedisConnection;
import dev.freshet.redis.RedisSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LettuceCacheStoreIT {

  private static final CacheKey KEY = CatalogKeys.product(42);
  private static final byte[] VALUE = "value".getBytes(UTF_8);
  private static final FenceToken TOKEN = new FenceToken("written-before");
  private static final Duration TTL = Duration.ofMinutes(5);
  private static final PageRegistration LISTING =
      ListedPages.CATALOG.listing(ListingParams.of(name -> null));
  private static final PageRegistration CATEGORY_PAGE = ListedPages.CATALOG.category(RowId.of(7));
  private static final Duration TRIMMED_AT = Lifetimes.REGISTRY_ENTRY;

  /** Those that docs/adopting.md names, without those that can be spared. */
  private static final List<String> RIGHTS =
      List.of(
          "+get",
          "+set",
          "+del",
          "+eval",
          "+exists",
          "+time",
          "+hgetall",
          "+xadd",
          "+xlen",
          "+xtrim");

  private static final List<String> FURTHER_RIGHTS = List.of("+pttl", "+memory|usage");

  private static LocalRedis redis;
  private static RedisConnection connection;
  private static CacheStore store;

  @BeforeAll
  static void start() {
    // So that trimming is exact: it removes whole nodes of the stream only.
    redis = LocalRedis.start("stream-node-max-entries 1");
    connection = open(redis.uri());
    store = store(connection);
  }

  @AfterAll
  static void stop() {
    connection.close();
    redis.close();
  }

  @BeforeEach
  void empty() {
    redis.command("FLUSHALL");
  }

  @Test
  void theFirstTakesTheLeaseAndTheSecondLearnsWhoHasIt() {
    assertThat(store.get(KEY)).isNull();
    assertThat(store.acquire(KEY, "first", null).holder()).isEqualTo("first");
    assertThat(store.acquire(KEY, "second", null).holder()).isEqualTo("first");
    assertThat(redis.command("PTTL {product:42}:lock"))
        .matches(reply -> Long.parseLong(reply.substring(1)) > 9_000, "holds for 10 s");
  }

  @Test
  void aFillNeedsTheLeaseAndGivesItBack() {
    store.acquire(KEY, "first", null);

    assertThat(store.fill(KEY, "second", VALUE, TTL)).isFalse();
    assertThat(store.fill(KEY, "first", VALUE, TTL)).isTrue();
    assertThat(store.get(KEY)).isEqualTo(VALUE);
    assertThat(redis.command("EXISTS {product:42}:lock")).isEqualTo(":0");
    assertThat(redis.command("PTTL product:42"))
        .matches(reply -> Long.parseLong(reply.substring(1)) > 299_000, "lives for 5 min");
    assertThat(store.fill(KEY, "first", VALUE, TTL)).as("the lease is gone").isFalse();
  }

  @Test
  void aDeletedLeaseRefusesTheFill() {
    store.acquire(KEY, "first", null);
    redis.command("UNLINK product:42 {product:42}:lock");

    assertThat(store.fill(KEY, "first", VALUE, TTL)).isFalse();
    assertThat(redis.command("EXISTS product:42")).isEqualTo(":0");
  }

  @Test
  void aValueThatHasAppearedIsReturnedUnlessItIsKnownToBeUseless() {
    redis.command("SET product:42 value");

    assertThat(store.acquire(KEY, "first", null).value()).isEqualTo(VALUE);
    assertThat(store.acquire(KEY, "first", "other".getBytes(UTF_8)).value()).isEqualTo(VALUE);
    assertThat(store.acquire(KEY, "first", VALUE).holder()).isEqualTo("first");
  }

  @Test
  void onlyTheHolderReleases() {
    store.acquire(KEY, "first", null);
    store.release(KEY, "second");
    store.release(KEY, "first");
    await().until(() -> redis.command("EXISTS {product:42}:lock").equals(":0"));

    store.acquire(KEY, "third", null);
    store.release(KEY, "second");
    assertThat(store.acquire(KEY, "fourth", null).holder()).isEqualTo("third");
  }

  @Test
  void registrationsGoToTheStreamUnderTheIdThatTheyReturn() {
    String listing = register(store, LISTING);
    String categoryPage = register(store, CATEGORY_PAGE);

    assertThat(registry())
        .containsExactly(
            new RegistryEntry(listing, LISTING.fields()),
            new RegistryEntry(categoryPage, CATEGORY_PAGE.fields()));
  }

  @Test
  void registrationsAreRefusedWhileTheInvalidatorIsFull() {
    redis.command("SET " + CatalogKeys.NAMESPACE.pageRegistryFull() + " 1");
    assertThat(store.register(LISTING)).isNull();
    assertThat(registry()).isEmpty();

    redis.command("DEL " + CatalogKeys.NAMESPACE.pageRegistryFull());
    assertThat(store.register(LISTING)).isNotNull();
  }

  @Test
  void registrationsAreRefusedAtTheLimit() {
    CacheStore limited = store(connection, 2);
    assertThat(limited.register(LISTING)).isNotNull();
    assertThat(limited.register(CATEGORY_PAGE)).isNotNull();

    assertThat(limited.register(LISTING)).isNull();
    assertThat(registry()).hasSize(2);
  }

  @Test
  void registeringTrimsByAge() {
    addAged(TRIMMED_AT.plusSeconds(10));
    String young = addAged(TRIMMED_AT.minusSeconds(20));

    String registered = register(store, LISTING);

    assertThat(registeredIds()).containsExactly(young, registered);
  }

  @Test
  void aStreamThatIsFullOfTheDeadIsNotFull() {
    addAged(TRIMMED_AT.plusSeconds(20));
    addAged(TRIMMED_AT.plusSeconds(10));

    String registered = register(store(connection, 2), LISTING);

    assertThat(registeredIds()).containsExactly(registered);
  }

  @Test
  void aPagesContentFollowsItsRegistration() {
    String id = register(store, LISTING);
    PageContent content = PageContent.ofSpan(id, RowId.of(9), -1_000, RowId.of(2), 1_999);

    store.describe(content);
    awaitAnswers();

    assertThat(registry())
        .satisfiesExactly(
            entry -> assertThat(entry.fields()).isEqualTo(LISTING.fields()),
            entry -> assertThat(PageContent.of(entry.fields())).contains(content));
  }

  /** The stream must not begin anew with an entry that hides the loss of those before. */
  @Test
  void contentDoesNotMakeTheStream() {
    store.describe(PageContent.ofProducts("17-0", List.of(RowId.of(3))));
    awaitAnswers();
    assertThat(redis.command("EXISTS " + CatalogKeys.NAMESPACE.pageRegistry())).isEqualTo(":0");
  }

  @Test
  void whatNeedNotBeAnsweredNeverFails() {
    redis.command("LPUSH " + CatalogKeys.NAMESPACE.pageRegistry() + " x");
    store.describe(PageContent.ofProducts("17-0", List.of(RowId.of(3))));
    try (RedisConnection none =
        RedisConnection.open(
            new RedisSettings(
                "redis://127.0.0.1:1", Duration.ofSeconds(5), Duration.ofSeconds(2)))) {
      store(none).describe(PageContent.ofProducts("17-0", List.of(RowId.of(3))));
      store(none).release(KEY, "token");
    }
    awaitAnswers();
  }

  @Test
  void whatIsUnderWayWhenTheConnectionIsClosedFails() throws Exception {
    ExecutorService reader = Executors.newSingleThreadExecutor();
    RedisConnection closing = open(redis.uri());
    CacheStore closingStore = store(closing);
    redis.pause();
    try {
      Future<byte[]> read = reader.submit(() -> closingStore.get(KEY));
      await().during(Duration.ofMillis(100)).until(() -> !read.isDone());
      closing.close();
      assertThatThrownBy(() -> read.get(5, TimeUnit.SECONDS))
          .hasCauseInstanceOf(CacheUnavailableException.class)
          .hasMessageNotContaining("in time");
    } finally {
      redis.resume();
      reader.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"LPUSH %s x", "SADD %s x", "HSET %s a b", "XADD %s * a b"})
  void aValueOfAnotherTypeIsReplaced(String garbage) {
    redis.command(garbage.formatted(KEY.name()));

    assertThat(store.get(KEY)).as("bytes that mean nothing").isEmpty();
    assertThat(store.acquire(KEY, "first", store.get(KEY)).holder()).isEqualTo("first");
    assertThat(store.fill(KEY, "first", VALUE, TTL)).isTrue();
    assertThat(store.get(KEY)).isEqualTo(VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"LPUSH %s x", "HSET %s a b", "SET %s x"})
  void aLeaseOfAnotherTypeOrWithoutAnEndIsNobodys(String garbage) {
    redis.command(garbage.formatted(KEY.lease()));
    assertThat(store.fill(KEY, "first", VALUE, TTL)).isFalse();
    store.release(KEY, "first");

    assertThat(store.acquire(KEY, "first", null).holder()).isEqualTo("first");
    assertThat(store.fill(KEY, "first", VALUE, TTL)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"LPUSH %s x", "HSET %s a b", "SET %s x"})
  void aRegistryOfAnotherTypeIsBegunAnew(String garbage) {
    redis.command(garbage.formatted(CatalogKeys.NAMESPACE.pageRegistry()));

    String id = register(store, LISTING);

    assertThat(registeredIds()).containsExactly(id);
  }

  @Test
  void registrationsAreRefusedWhenTheRegistryTakesTooMuchMemory() {
    CacheStore limited = store(connection, 1_000_000, 20_000);
    int count = 0;
    while (limited.register(LISTING) != null) {
      count++;
      assertThat(count).as("of entries of more than 100 bytes").isLessThan(200);
    }
    assertThat(count).isGreaterThan(20);

    assertThat(store.register(LISTING)).as("with the default's room").isNotNull();
  }

  @Test
  void aRegistryThatIsFullOfTheDeadIsNotTooLarge() {
    for (int i = 0; i < 200; i++) {
      addAged(TRIMMED_AT.plusSeconds(1_000 - i));
    }

    assertThat(store(connection, 1_000_000, 20_000).register(LISTING)).isNotNull();
  }

  @Test
  void aFullServerReturnsWhatItHasAndIsNotTakenForAFailingOne() {
    redis.command("SET product:1 value");
    redis.command("CONFIG SET maxmemory 100kb");
    try {
      assertThat(store.get(CatalogKeys.product(1))).isEqualTo(VALUE);
      assertThat(store.acquire(CatalogKeys.product(1), "first", null).value()).isEqualTo(VALUE);
      assertThat(store.isPassed(TOKEN)).isFalse();
      assertThat(store.watermark()).isEmpty();
      for (Runnable storing :
          List.<Runnable>of(
              () -> store.acquire(KEY, "first", null), () -> store.register(LISTING))) {
        assertThatThrownBy(storing::run)
            .isInstanceOfSatisfying(
                CacheUnavailableException.class,
                e -> {
                  assertThat(e.isOfServer()).isFalse();
                  assertThat(e).hasMessageStartingWith("OOM ");
                });
      }
    } finally {
      redis.command("CONFIG SET maxmemory 0");
    }
  }

  /** Nobody else may be there to do it, and a reader that gets no lease does not register. */
  @Test
  void whoIsRefusedALeaseTrimsTheRegistry() {
    addAged(TRIMMED_AT.plusSeconds(10));
    String young = addAged(TRIMMED_AT.minusSeconds(20));
    redis.command("CONFIG SET maxmemory 100kb");
    try {
      assertThatThrownBy(() -> store(connection).acquire(KEY, "first", null))
          .isInstanceOf(CacheUnavailableException.class);
      await().until(() -> registeredIds().equals(List.of(young)));
    } finally {
      redis.command("CONFIG SET maxmemory 0");
    }
  }

  /** What a replica has may be old: the invalidator deletes it on the master. */
  @Test
  void aServerThatIsNoMasterIsTakenForAFailingOne() {
    redis.command("REPLICAOF 127.0.0.1 1");
    try {
      assertThatThrownBy(() -> store.acquire(KEY, "first", null))
          .isInstanceOfSatisfying(
              CacheUnavailableException.class, e -> assertThat(e.isOfServer()).isTrue());
    } finally {
      redis.command("REPLICAOF NO ONE");
    }
  }

  @Test
  void aTokenIsPassedOnceItsKeyIsThere() {
    assertThat(store.isPassed(TOKEN)).isFalse();
    redis.command("SET " + CatalogKeys.NAMESPACE.fence(TOKEN) + " \"\"");
    assertThat(store.isPassed(TOKEN)).isTrue();
  }

  @Test
  void theWatermarksAgeIsThatByTheServersClock() {
    assertThat(store.watermark()).isEmpty();
    WatermarkWriter.write(redis, Duration.ofSeconds(100));

    AgedWatermark seen = store.watermark().orElseThrow();
    assertThat(seen.watermark().fields()).containsAllEntriesOf(WatermarkWriter.WATERMARK.fields());
    assertThat(seen.age()).isBetween(Duration.ofSeconds(100), Duration.ofSeconds(110));
    assertThat(seen.staleness()).contains(seen.age());
  }

  @Test
  void aWatermarkOfAnotherTypeFails() {
    redis.command("SET " + CatalogKeys.NAMESPACE.watermark() + " x");
    assertThatThrownBy(() -> store.watermark()).isInstanceOf(CacheUnavailableException.class);
  }

  @Test
  void anAclUserWithTheLeastRightsIsEnough() {
    try (RedisConnection limited = openAs("api", RIGHTS)) {
      exercise(limited);
    }
  }

  @Test
  void withTheFurtherRightsGarbageWithoutAnEndAndTheRegistrysSizeAreNoticed() {
    List<String> all = Stream.concat(RIGHTS.stream(), FURTHER_RIGHTS.stream()).toList();
    try (RedisConnection limited = openAs("all", all)) {
      redis.command("SET " + KEY.lease() + " x");
      assertThat(store(limited).acquire(KEY, "first", null).holder()).isEqualTo("first");
      assertThat(store(limited).register(LISTING)).isNotNull();
      assertThat(store(limited, 1_000_000, 1).register(LISTING)).isNull();
    }
    try (RedisConnection limited = openAs("fewer", RIGHTS)) {
      redis.command("SET {product:43}:lock x");
      assertThat(store(limited).acquire(CatalogKeys.product(43), "first", null).holder())
          .isEqualTo("x");
      assertThat(store(limited, 1_000_000, 1).register(LISTING)).isNotNull();
    }
  }

  @Test
  void noneOfTheRightsCanBeSpared() {
    for (String right : RIGHTS) {
      redis.command("FLUSHALL");
      List<String> others = RIGHTS.stream().filter(other -> !other.equals(right)).toList();
      try (RedisConnection limited = openAs("without-" + right.substring(1), others)) {
        assertThatThrownBy(() -> exercise(limited))
            .as("without %s", right)
            .isInstanceOf(CacheUnavailableException.class);
      }
    }
  }

  /** Everything that is asked of Redis, with an answer that tells whether it was done. */
  private static void exercise(RedisConnection connection) {
    CacheStore store = store(connection);
    assertThat(store.get(KEY)).isNull();
    assertThat(store.acquire(KEY, "first", null).holder()).isEqualTo("first");
    assertThat(store.register(LISTING)).isNotNull();
    assertThat(store(connection, 1).register(LISTING)).isNull();
    store.describe(PageContent.ofProducts("17-0", List.of(RowId.of(3))));
    assertThat(store.fill(KEY, "first", VALUE, TTL)).isTrue();
    assertThat(registry()).hasSize(2);
    assertThat(store.get(KEY)).isEqualTo(VALUE);
    store.acquire(CatalogKeys.product(43), "second", null);
    store.release(CatalogKeys.product(43), "second");
    assertThat(store.isPassed(TOKEN)).isFalse();
    assertThat(store.watermark()).isEmpty();
    await().until(() -> redis.command("EXISTS {product:43}:lock").equals(":0"));
  }

  private static RedisConnection openAs(String user, List<String> rights) {
    String rule = "on >secret ~product* ~{product* +@connection " + String.join(" ", rights);
    assertThat(redis.command("ACL SETUSER " + user + " " + rule)).isEqualTo("+OK");
    return open("redis://" + user + ":secret@127.0.0.1:" + redis.port());
  }

  @Test
  void theScriptsRunOnEveryNodeOfACluster() {
    try (LocalRedisCluster cluster = LocalRedisCluster.start();
        RedisConnection toCluster = open(cluster.uri())) {
      CacheStore clustered = store(toCluster);
      for (long id = 1; id <= 60; id++) {
        CacheKey key = CatalogKeys.product(id);
        assertThat(clustered.acquire(key, "token", null).holder()).isEqualTo("token");
        assertThat(clustered.fill(key, "token", VALUE, TTL)).isTrue();
        assertThat(clustered.get(key)).isEqualTo(VALUE);
        assertThat(clustered.isPassed(new FenceToken("token-" + id))).isFalse();
      }
      assertThat(clustered.watermark()).isEmpty();
    }
  }

  /** A script's keys may be on two nodes then, which concerns no other slot. */
  @Test
  void aSlotOfAClusterThatMovesConcernsOnlyItself() throws Exception {
    try (LocalRedisCluster cluster = LocalRedisCluster.start();
        RedisConnection toCluster = open(cluster.uri())) {
      LocalRedis from =
          cluster.nodes().stream()
              .filter(node -> node.command("EXISTS product:42").startsWith(":"))
              .findFirst()
              .orElseThrow();
      LocalRedis to =
          cluster.nodes().stream().filter(node -> node != from).findFirst().orElseThrow();
      String slot = from.command("CLUSTER KEYSLOT product:42").substring(1);
      to.command("CLUSTER SETSLOT " + slot + " IMPORTING " + id(toCluster, from));
      from.command("CLUSTER SETSLOT " + slot + " MIGRATING " + id(toCluster, to));

      assertThatThrownBy(() -> store(toCluster).acquire(KEY, "first", null))
          .isInstanceOfSatisfying(
              CacheUnavailableException.class,
              e -> {
                assertThat(e).hasMessageStartingWith("TRYAGAIN ");
                assertThat(e.isOfServer()).isFalse();
              });
    }
  }

  private static String id(RedisConnection toCluster, LocalRedis node) throws Exception {
    return toCluster
        .clusterNodes()
        .get(0)
        .get(5, TimeUnit.SECONDS)
        .lines()
        .filter(line -> line.contains(":" + node.port() + "@"))
        .findFirst()
        .orElseThrow()
        .split(" ")[0];
  }

  @Test
  void theRegistryAndItsMarkShareASlotOfACluster() throws Exception {
    try (LocalRedisCluster cluster = LocalRedisCluster.start();
        RedisConnection toCluster = open(cluster.uri())) {
      CacheStore clustered = store(toCluster);
      PageContent content =
          PageContent.ofProducts(register(clustered, LISTING), List.of(RowId.of(3)));
      clustered.describe(content);
      await()
          .untilAsserted(
              () ->
                  assertThat(RegistryEntry.all(toCluster))
                      .satisfiesExactly(
                          entry -> assertThat(entry.fields()).isEqualTo(LISTING.fields()),
                          entry -> assertThat(entry.fields()).isEqualTo(content.fields())));

      toCluster
          .commands()
          .set(CatalogKeys.NAMESPACE.pageRegistryFull().getBytes(UTF_8), new byte[] {'1'})
          .get(5, TimeUnit.SECONDS);
      assertThat(clustered.register(LISTING)).isNull();
    }
  }

  @Test
  void severalAreReadAndTakenAtOnce() {
    assertManyAtOnce(store);
    redis.command("LPUSH product:50 x");
    assertThat(store.getAll(List.of(CatalogKeys.product(50), CatalogKeys.product(1))))
        .as("of another type, and a value")
        .containsExactly(new byte[0], VALUE);
  }

  @Test
  void severalAreReadAndTakenAtOnceFromACluster() throws Exception {
    try (LocalRedisCluster cluster = LocalRedisCluster.start();
        RedisConnection toCluster = open(cluster.uri())) {
      assertManyAtOnce(store(toCluster));
      assertThatAllAreDeleted(store(toCluster), toCluster);
    }
  }

  private static void assertManyAtOnce(CacheStore store) {
    List<CacheKey> keys = LongStream.rangeClosed(1, 20).mapToObj(CatalogKeys::product).toList();
    List<String> tokens = keys.stream().map(key -> "first " + key.name()).toList();
    assertThat(store.getAll(List.of())).isEmpty();
    assertThat(store.getAll(keys)).containsOnlyNulls();
    assertThat(store.acquireAll(keys, tokens)).extracting(Attempt::holder).isEqualTo(tokens);
    assertThat(store.acquireAll(keys, keys.stream().map(key -> "second").toList()))
        .extracting(Attempt::holder)
        .isEqualTo(tokens);
    for (int i = 0; i < keys.size(); i += 2) {
      assertThat(store.fill(keys.get(i), tokens.get(i), VALUE, TTL)).isTrue();
    }
    List<byte[]> values = store.getAll(keys);
    for (int i = 0; i < keys.size(); i++) {
      assertThat(values.get(i)).isEqualTo(i % 2 == 0 ? VALUE : null);
    }
    assertThat(store.acquireAll(keys.subList(0, 2), List.of("third", "third")))
        .extracting(Attempt::holder)
        .containsExactly(null, tokens.get(1));
  }

  @Test
  void aDeletionTakesTheValueAndTheLease() {
    store.acquire(KEY, "first", null);
    store.fill(KEY, "first", VALUE, TTL);
    assertThat(store.delete(KEY)).isTrue();
    assertThat(store.get(KEY)).isNull();
    store.acquire(KEY, "second", null);
    assertThat(store.delete(KEY)).isFalse();
    assertThat(store.fill(KEY, "second", VALUE, TTL)).isFalse();
  }

  @Test
  void allOfAKindAreDeleted() {
    assertThatAllAreDeleted(store, connection);
  }

  private static void assertThatAllAreDeleted(CacheStore store, RedisConnection connection) {
    List<CacheKey> keys =
        LongStream.rangeClosed(1_001, 1_100).mapToObj(CatalogKeys::product).toList();
    CacheKey category = ListedPages.CATALOG.category(RowId.of(1)).key();
    CacheKey loading = CatalogKeys.product(2_000);
    keys.forEach(
        key -> {
          store.acquire(key, "token", null);
          store.fill(key, "token", VALUE, TTL);
        });
    store.acquire(category, "token", null);
    store.fill(category, "token", VALUE, TTL);
    store.acquire(loading, "token", null);
    connection.commands().set("product:others".getBytes(UTF_8), VALUE);

    store.deleteAll(CatalogKeys.PRODUCT);

    assertThat(store.getAll(keys)).containsOnlyNulls();
    assertThat(store.fill(loading, "token", VALUE, TTL)).isFalse();
    assertThat(store.get(category)).isEqualTo(VALUE);
    assertThat(store.get(new CacheKey(CatalogKeys.PRODUCT, "product:others")))
        .as("no product's key")
        .isEqualTo(VALUE);
  }

  /** Adds an entry as if it had been added so long ago; its id. */
  private static String addAged(Duration age) {
    String id = (System.currentTimeMillis() - age.toMillis()) + "-0";
    assertThat(redis.command("XADD " + CatalogKeys.NAMESPACE.pageRegistry() + " " + id + " a b"))
        .startsWith("$");
    return id;
  }

  /** Returns when what was sent before on the store's connection has been carried out. */
  private static void awaitAnswers() {
    assertThat(store.get(CatalogKeys.product(Long.MAX_VALUE))).isNull();
  }

  private static String register(CacheStore store, PageRegistration page) {
    String id = store.register(page);
    if (id == null) {
      throw new AssertionError("refused");
    }
    return id;
  }

  private static List<RegistryEntry> registry() {
    return RegistryEntry.all(connection);
  }

  private static List<String> registeredIds() {
    return registry().stream().map(RegistryEntry::id).toList();
  }

  private static CacheStore store(RedisConnection connection) {
    return store(connection, 1_000_000);
  }

  private static CacheStore store(RedisConnection connection, long registryLimit) {
    return store(connection, registryLimit, 64_000_000);
  }

  private static CacheStore store(
      RedisConnection connection, long registryLimit, long registryBytes) {
    return new LettuceCacheStore(
        new LettuceCommands(connection),
        CatalogKeys.SPACE,
        Duration.ofSeconds(10),
        registryLimit,
        registryBytes);
  }

  private static RedisConnection open(String uri) {
    RedisConnection connection =
        RedisConnection.open(new RedisSettings(uri, Duration.ofSeconds(5), Duration.ofSeconds(2)));
    await().until(connection::isConnected);
    return connection;
  }
}
