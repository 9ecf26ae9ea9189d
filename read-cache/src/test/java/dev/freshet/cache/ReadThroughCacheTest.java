package dev.freshet.cache;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.cache.trust.CacheTrust;
import dev.freshet.cache.trust.Freshness;
import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.Category;
import dev.freshet.catalog.CategoryPage;
import dev.freshet.catalog.ProductPage;
import dev.freshet.catalog.ProductSummary;
import dev.freshet.catalog.listings.ListedPage;
import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.catalog.values.ValueCodecs;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.Kind;
import dev.freshet.keys.PageContent;
import dev.freshet.keys.PageRegistration;
import dev.freshet.keys.RowId;
import dev.freshet.keys.ValueCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadThroughCacheTest {

  private static final PageRegistration REGISTRATION = ListedPages.CATALOG.category(RowId.of(7));
  private static final CacheKey KEY = REGISTRATION.key();
  private static final FenceToken TOKEN = new FenceToken("written-before");
  private static final ValueCodec<CategoryPage> CODEC = ValueCodecs.categoryPage(7);

  private final FakeStore store = new FakeStore();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ReadThroughCache cache = cache(Duration.ofSeconds(5));
  private volatile boolean trusted = true;
  private volatile boolean covered = true;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void aMissIsLoadedStoredAndThenAHit() {
    assertThat(read(() -> page("v1"))).isEqualTo(new Read<>(page("v1"), CacheStatus.STORED));
    assertThat(read(ReadThroughCacheTest::unexpected))
        .isEqualTo(new Read<>(page("v1"), CacheStatus.HIT));
    assertThat(count("cache.hits")).isEqualTo(1);
    assertThat(count("cache.misses")).isEqualTo(1);
    assertThat(count("cache.loads")).isEqualTo(1);
    assertThat(store.leases).isEmpty();
  }

  @Test
  void whatDoesNotExistIsRemembered() {
    assertThat(read(() -> null)).isEqualTo(new Read<>(null, CacheStatus.STORED));
    assertThat(store.lastTtl).isEqualTo(Duration.ofSeconds(30));
    assertThat(read(ReadThroughCacheTest::unexpected)).isEqualTo(new Read<>(null, CacheStatus.HIT));
  }

  @Test
  void theLifetimeIsShortenedByUpToATenth() {
    for (int i = 0; i < 1000; i++) {
      store.invalidate(KEY);
      read(() -> page("v"));
      assertThat(store.lastTtl).isBetween(Duration.ofSeconds(270), Duration.ofSeconds(300));
    }
  }

  @Test
  void aValueLoadedBeforeAnInvalidationIsNotStored() {
    Read<CategoryPage> read =
        read(
            () -> {
              store.invalidate(KEY);
              return page("stale");
            });

    assertThat(read).isEqualTo(new Read<>(page("stale"), CacheStatus.NOT_STORED));
    assertThat(store.values).isEmpty();
    assertThat(count("cache.fills.refused")).isEqualTo(1);
  }

  @Test
  void requestsForTheSameMissingKeyShareOneLoad() throws Exception {
    CountDownLatch loading = new CountDownLatch(1);
    CompletableFuture<CategoryPage> row = new CompletableFuture<>();
    AtomicInteger loads = new AtomicInteger();
    Supplier<CategoryPage> load =
        () -> {
          loads.incrementAndGet();
          loading.countDown();
          return row.join();
        };
    Future<Read<CategoryPage>> leader = threads.submit(() -> read(load));
    loading.await();
    List<Future<Read<CategoryPage>>> followers =
        java.util.stream.IntStream.range(0, 20)
            .mapToObj(i -> threads.submit(() -> read(load)))
            .toList();
    await().until(() -> count("cache.misses") == 21);
    row.complete(page("v1"));

    assertThat(leader.get(5, SECONDS).cacheStatus()).isEqualTo(CacheStatus.STORED);
    for (Future<Read<CategoryPage>> follower : followers) {
      assertThat(follower.get(5, SECONDS)).isEqualTo(new Read<>(page("v1"), CacheStatus.COLLAPSED));
    }
    assertThat(loads).hasValue(1);
    assertThat(store.log)
        .as("the followers share the value only")
        .containsExactly("register " + KEY, "describe 17-0 as []", "fill " + KEY);
  }

  @Test
  void aRequestAfterAnInvalidationNeverJoinsALoadFromBefore() throws Exception {
    CountDownLatch loading = new CountDownLatch(1);
    CompletableFuture<CategoryPage> slowRow = new CompletableFuture<>();
    Future<Read<CategoryPage>> before =
        threads.submit(
            () ->
                read(
                    () -> {
                      loading.countDown();
                      return slowRow.join();
                    }));
    loading.await();

    store.invalidate(KEY);

    assertThat(read(() -> page("fresh")))
        .as("answered while the load from before is still under way")
        .isEqualTo(new Read<>(page("fresh"), CacheStatus.STORED));
    slowRow.complete(page("stale"));
    assertThat(before.get(5, SECONDS).cacheStatus()).isEqualTo(CacheStatus.NOT_STORED);
    assertThat(read(ReadThroughCacheTest::unexpected).value()).isEqualTo(page("fresh"));
  }

  @Test
  void aListingThatIsMadeToHaveTheKeyOfAnotherDoesNotJoinItsLoad() throws Exception {
    ReadThroughCache impatient = cache(Duration.ofMillis(50));
    ListedPage listing = ListedPages.CATALOG.listing(searchFor("a"));
    ListedPage other = new ListedPage(listing.key(), searchFor("b"));
    CountDownLatch loading = new CountDownLatch(1);
    CompletableFuture<ProductPage> slowRows = new CompletableFuture<>();
    Future<Read<ProductPage>> before =
        threads.submit(
            () ->
                readListing(
                    impatient,
                    listing,
                    () -> {
                      loading.countDown();
                      return slowRows.join();
                    }));
    loading.await();

    assertThat(readListing(impatient, other, () -> listing("2.00")))
        .isEqualTo(new Read<>(listing("2.00"), CacheStatus.WAITED));
    slowRows.complete(listing("1.00"));
    assertThat(before.get(5, SECONDS).value()).isEqualTo(listing("1.00"));
  }

  private static ListingParams searchFor(String q) {
    return ListingParams.of(name -> name.equals("q") ? q : null);
  }

  private static Read<ProductPage> readListing(
      ReadThroughCache cache, ListedPage page, Supplier<ProductPage> load) {
    return cache.read(
        page,
        Freshness.AS_CACHED,
        ValueCodecs.listing(page.params()),
        () -> new Loaded<>(load.get(), null));
  }

  @Test
  void waitsForTheValueThatAnotherProcessLoads() throws Exception {
    store.leases.put(KEY.lease(), "another-process");
    Future<Read<CategoryPage>> waiting =
        threads.submit(() -> read(ReadThroughCacheTest::unexpected));
    await().until(() -> count("cache.misses") == 1);

    store.fill(KEY, "another-process", encoded("v1"), Duration.ofMinutes(5));

    assertThat(waiting.get(5, SECONDS)).isEqualTo(new Read<>(page("v1"), CacheStatus.COLLAPSED));
  }

  @Test
  void takesTheLeaseOverWhenItsHolderIsGone() throws Exception {
    store.leases.put(KEY.lease(), "dead-process");
    Future<Read<CategoryPage>> waiting = threads.submit(() -> read(() -> page("v1")));
    await().until(() -> count("cache.misses") == 1);

    store.invalidate(KEY);

    assertThat(waiting.get(5, SECONDS)).isEqualTo(new Read<>(page("v1"), CacheStatus.STORED));
  }

  @Test
  void loadsWithoutStoringAfterTheWait() {
    store.leases.put(KEY.lease(), "slow-process");

    Read<CategoryPage> read =
        read(cache(Duration.ofMillis(50)), Freshness.AS_CACHED, () -> page("own"));

    assertThat(read).isEqualTo(new Read<>(page("own"), CacheStatus.WAITED));
    assertThat(store.values).isEmpty();
    assertThat(store.leases).containsEntry(KEY.lease(), "slow-process");
  }

  @Test
  void undecodableBytesAreAMissAndAreReplaced() {
    store.values.put(KEY.name(), new byte[] {(byte) 0xc1, 1, 2});

    assertThat(read(() -> page("v1")).cacheStatus()).isEqualTo(CacheStatus.STORED);
    assertThat(read(ReadThroughCacheTest::unexpected).value()).isEqualTo(page("v1"));
    assertThat(count("cache.malformed")).isEqualTo(1);
  }

  @Test
  void theValueOfAnotherKeyIsAMiss() {
    byte[] bytes =
        ValueCodecs.categoryPage(8)
            .encode(new CategoryPage(new Category(8, "other", "Other", null), List.of(), 0));
    store.values.put(KEY.name(), bytes == null ? new byte[0] : bytes);

    assertThat(read(() -> page("v1")).value()).isEqualTo(page("v1"));
  }

  @Test
  void anyFailureOfTheStoreStillAnswers() {
    for (StoreOperation operation : StoreOperation.values()) {
      store.invalidate(KEY);
      store.fail(operation);
      assertThat(read(() -> page("v1")).value()).as("%s fails", operation).isEqualTo(page("v1"));
    }
  }

  @Test
  void aLeaseThatMayHaveBeenTakenIsGivenBack() {
    store.fail(StoreOperation.ACQUIRE);
    read(() -> page("v1"));
    assertThat(store.log).containsExactly("release " + KEY.name());
  }

  @Test
  void aFailedLoadGivesTheLeaseBackAndFailsWhoeverJoined() throws Exception {
    CountDownLatch loading = new CountDownLatch(1);
    CompletableFuture<CategoryPage> row = new CompletableFuture<>();
    Future<Read<CategoryPage>> leader =
        threads.submit(
            () ->
                read(
                    () -> {
                      loading.countDown();
                      row.join();
                      throw new IllegalStateException("database down");
                    }));
    loading.await();
    Future<Read<CategoryPage>> follower =
        threads.submit(() -> read(ReadThroughCacheTest::unexpected));
    await().until(() -> count("cache.misses") == 2);
    row.complete(page("unused"));

    assertThatThrownBy(() -> leader.get(5, SECONDS)).hasMessageContaining("database down");
    assertThatThrownBy(() -> follower.get(5, SECONDS)).hasMessageContaining("database down");
    assertThat(read(() -> page("v2")).cacheStatus()).isEqualTo(CacheStatus.STORED);
  }

  @Test
  void aPageIsRegisteredBeforeItsLoadAndDescribedBeforeItsFill() {
    ListingParams params = ListingParams.of(name -> null);

    Read<ProductPage> read =
        cache.read(
            ListedPages.CATALOG.listing(params),
            Freshness.AS_CACHED,
            ValueCodecs.listing(params),
            () -> {
              store.log.add("load");
              return new Loaded<>(listing("19.90"), shows(3L));
            });

    assertThat(read.cacheStatus()).isEqualTo(CacheStatus.STORED);
    assertThat(store.log)
        .containsExactly(
            "register " + ListedPages.CATALOG.listing(params).key(),
            "load",
            "describe 17-0 as [3]",
            "fill " + ListedPages.CATALOG.listing(params).key());
  }

  @Test
  void aCategoryPageIsRegisteredEvenIfThereIsNone() {
    read(() -> null);
    assertThat(store.log).containsExactly("register " + KEY, "fill " + KEY);
  }

  @Test
  void aProductIsNeitherRegisteredNorDescribed() {
    CacheKey product = CatalogKeys.product(1);
    cache.read(product, Freshness.AS_CACHED, ValueCodecs.product(1), () -> null);
    assertThat(store.log).containsExactly("fill " + product);
  }

  @Test
  void aPageWhoseRegistrationIsRefusedIsNotStored() {
    store.refuseRegistrations();

    assertThat(read(() -> page("v1"))).isEqualTo(new Read<>(page("v1"), CacheStatus.REGISTRY_FULL));
    assertThat(store.log).containsExactly("register " + KEY, "release " + KEY);
    assertThat(store.leases).isEmpty();
    assertThat(count("cache.registrations.refused")).isEqualTo(1);
    assertThat(count("cache.fills.refused")).isZero();
    assertThat(count("cache.errors")).isZero();
  }

  @Test
  void aPageThatCouldNotBeRegisteredIsNotStored() {
    store.fail(StoreOperation.REGISTER);

    assertThat(read(() -> page("v1"))).isEqualTo(new Read<>(page("v1"), CacheStatus.NOT_STORED));
    assertThat(store.log).containsExactly("release " + KEY);
    assertThat(store.leases).isEmpty();
    assertThat(count("cache.registrations.refused")).isZero();
  }

  @Test
  void aPageThatCannotBeRepresentedIsNotDescribed() {
    ListingParams params = ListingParams.of(name -> null);

    cache.read(
        ListedPages.CATALOG.listing(params),
        Freshness.AS_CACHED,
        ValueCodecs.listing(params),
        () -> new Loaded<>(listing("0.001"), shows(3L)));

    assertThat(store.log)
        .containsExactly(
            "register " + ListedPages.CATALOG.listing(params).key(),
            "release " + ListedPages.CATALOG.listing(params).key());
  }

  @Test
  void aReadThatMustSeeAPassedTokenIsAnsweredFromTheCache() {
    read(() -> page("cached"));
    store.passed.add(TOKEN);

    assertThat(read(cache, new Freshness(TOKEN), ReadThroughCacheTest::unexpected))
        .isEqualTo(new Read<>(page("cached"), CacheStatus.HIT));
  }

  @Test
  void aReadThatMustSeeATokenThatIsNotPassedIsLoadedAndNotStored() {
    read(() -> page("stale"));

    assertThat(read(cache, new Freshness(TOKEN), () -> page("fresh")))
        .isEqualTo(new Read<>(page("fresh"), CacheStatus.MIN_TOKEN));
    assertThat(read(ReadThroughCacheTest::unexpected).value()).isEqualTo(page("stale"));
    assertThat(count("cache.loads")).isEqualTo(2);
    assertThat(count("cache.misses")).isEqualTo(1);
  }

  @Test
  void aReadThatMustSeeATokenIsLoadedWhileNobodyCanTellWhetherItIsPassed() {
    read(() -> page("stale"));
    store.passed.add(TOKEN);
    store.hideProgress();

    assertThat(read(cache, new Freshness(TOKEN), () -> page("fresh")))
        .isEqualTo(new Read<>(page("fresh"), CacheStatus.MIN_TOKEN));
  }

  @Test
  void whileTheCacheIsNotTrustedReadsAreLoadedAndRedisIsLeftAlone() {
    read(() -> page("stale"));
    store.log.clear();
    trusted = false;
    store.fail(StoreOperation.GET);

    assertThat(read(() -> page("fresh"))).isEqualTo(new Read<>(page("fresh"), CacheStatus.STALE));
    assertThat(read(cache, new Freshness(TOKEN), () -> page("fresh")).cacheStatus())
        .isEqualTo(CacheStatus.STALE);
    assertThat(store.log).isEmpty();
    assertThat(count("cache.errors")).isZero();
    assertThat(count("cache.bypass")).isEqualTo(2);

    trusted = true;
    store.fail(null);
    assertThat(read(ReadThroughCacheTest::unexpected).value()).isEqualTo(page("stale"));
  }

  @Test
  void keysThatNobodyDeletesAreLeftAlone() {
    read(() -> page("stale"));
    store.log.clear();
    covered = false;

    assertThat(read(() -> page("fresh")))
        .isEqualTo(new Read<>(page("fresh"), CacheStatus.UNMAINTAINED));
    assertThat(store.log).isEmpty();
    assertThat(count("cache.bypass")).isEqualTo(1);
  }

  @Test
  void whatArrivesWhenTheTrustHasEndedIsNotReturned() {
    read(() -> page("stale"));
    store.onGet = () -> trusted = false;

    assertThat(read(() -> page("fresh"))).isEqualTo(new Read<>(page("fresh"), CacheStatus.STALE));
    assertThat(count("cache.hits")).isZero();
  }

  @Test
  void aLoadIsNotJoinedWhenTheTrustHasEnded() throws Exception {
    CountDownLatch loading = new CountDownLatch(1);
    CompletableFuture<CategoryPage> slowRow = new CompletableFuture<>();
    Future<Read<CategoryPage>> before =
        threads.submit(
            () ->
                read(
                    () -> {
                      loading.countDown();
                      return slowRow.join();
                    }));
    loading.await();
    store.onAcquire = () -> trusted = false;

    assertThat(read(() -> page("fresh"))).isEqualTo(new Read<>(page("fresh"), CacheStatus.STALE));
    slowRow.complete(page("stale"));
    assertThat(before.get(5, SECONDS).value()).isEqualTo(page("stale"));
  }

  private ReadThroughCache cache(Duration leaseWait) {
    CacheSettings settings =
        new CacheSettings(
            leaseWait,
            new CacheSettings.Life(Duration.ofMinutes(5), Duration.ofSeconds(30)),
            Map.of());
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
    return new ReadThroughCache(
        store, trust, new CacheMetrics(registry, TestKinds.CATALOG), settings);
  }

  @Test
  void aValueThatIsNotValidAnyLongerIsReturnedAndNotStored() {
    CacheKey key = CatalogKeys.product(42);
    Supplier<Read<String>> reading =
        () ->
            cache.readLoaded(
                key,
                Freshness.AS_CACHED,
                LookAsideTest.Text.CODEC,
                () -> new Loaded<>("over", null, Instant.EPOCH));
    assertThat(reading.get()).isEqualTo(new Read<>("over", CacheStatus.NOT_STORED));
    assertThat(reading.get()).isEqualTo(new Read<>("over", CacheStatus.NOT_STORED));
    assertThat(store.values).isEmpty();
    assertThat(store.leases).isEmpty();
  }

  private Read<CategoryPage> read(Supplier<? extends @Nullable CategoryPage> load) {
    return read(cache, Freshness.AS_CACHED, load);
  }

  private static Read<CategoryPage> read(
      ReadThroughCache cache,
      Freshness freshness,
      Supplier<? extends @Nullable CategoryPage> load) {
    return cache.read(
        REGISTRATION,
        freshness,
        CODEC,
        () -> {
          CategoryPage page = load.get();
          return new Loaded<>(page, page == null ? null : shows());
        });
  }

  private static PageDescription shows(Long... ids) {
    return registration ->
        PageContent.ofProducts(registration, Stream.of(ids).map(RowId::of).toList());
  }

  private static ProductPage listing(String price) {
    ProductSummary item =
        new ProductSummary(3, "LAMP", "Lamp", 7, new BigDecimal(price), "USD", true);
    return new ProductPage(List.of(item), 1, 20, 1);
  }

  private double count(String counter) {
    return registry.find(counter).counters().stream().mapToDouble(c -> c.count()).sum();
  }

  private static CategoryPage page(String name) {
    return new CategoryPage(new Category(7, "lamps", name, null), List.of(), 0);
  }

  private static byte[] encoded(String name) {
    byte[] bytes = CODEC.encode(page(name));
    if (bytes == null) {
      throw new AssertionError("not encodable");
    }
    return bytes;
  }

  private static CategoryPage unexpected() {
    throw new AssertionError("the database must not be asked");
  }
}
