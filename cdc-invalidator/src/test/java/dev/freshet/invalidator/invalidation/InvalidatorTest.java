package dev.freshet.invalidator.invalidation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.invalidator.listings.ListingIndex;
import dev.freshet.invalidator.listings.RegistryStream;
import dev.freshet.invalidator.listings.StreamId;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.ListingParams;
import dev.freshet.keys.PageRegistration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InvalidatorTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:10Z");

  private final List<String> log = new ArrayList<>();
  private final FakeCache cache = new FakeCache(log);
  private final LoggedRegistry registry = new LoggedRegistry();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final CommitVisibility visibility =
      new CommitVisibility(
          () -> {
            log.add("snapshot");
            return "100:100:";
          },
          () -> {
            log.add("new transaction");
            return 99;
          });
  private long nanos;
  private final InvalidationMetrics metrics =
      new InvalidationMetrics(meters, Clock.fixed(NOW, ZoneOffset.UTC));
  private final Invalidator invalidator =
      new Invalidator(
          visibility, cache, new ListingIndex(registry, 2, () -> {}), metrics, () -> nanos);

  @Test
  void waitsThenReadsTheRegistryThenDeletes() throws Exception {
    CacheKey listing = registry.register(1);
    registry.register(PageRegistration.ofCategoryPage(3));
    invalidator.apply(batch(product(7, 3, "1.00", "2.00")));

    assertThat(log.get(0)).isEqualTo("snapshot");
    assertThat(log.get(1)).isEqualTo("read");
    assertThat(log.subList(2, log.size()))
        .containsExactlyInAnyOrder(
            "full", "delete product:7", "delete products:category:3", "delete " + listing);
  }

  @Test
  void deletesEachKeyOfABatchOnce() throws Exception {
    invalidator.apply(
        batch(product(7, 3, "1.00", "2.00"), product(7, 3, "2.00", "3.00"), image(7), image(7)));

    assertThat(log.stream().filter(line -> line.startsWith("delete")))
        .containsExactly("delete product:7");
  }

  @Test
  void leavesListingsAndRegistryAloneIfNoListingIsTouched() throws Exception {
    registry.register(1);

    invalidator.apply(batch(image(7)));

    assertThat(log).containsExactly("snapshot", "delete product:7");
  }

  @Test
  void asksNobodyForABatchWithoutChanges() throws Exception {
    invalidator.apply(invalidator.newBatch());

    assertThat(log).isEmpty();
  }

  @Test
  void deletesAListingOnlyOncePerRegistration() throws Exception {
    CacheKey listing = registry.register(1);
    invalidator.apply(batch(product(7, 3, "1.00", "2.00")));
    log.clear();

    invalidator.apply(batch(product(7, 3, "2.00", "3.00")));
    assertThat(log).doesNotContain("delete " + listing);

    registry.register(1);
    invalidator.apply(batch(product(7, 3, "3.00", "4.00")));
    assertThat(log).contains("delete " + listing);
  }

  @Test
  void afterAFailureTheSameBatchDeletesEverythingStill() throws Exception {
    CacheKey listing = registry.register(1);
    registry.register(PageRegistration.ofCategoryPage(3));
    cache.fill(CacheKey.product(7), CacheKey.category(3), listing);
    Batch batch = batch(product(7, 3, "1.00", "2.00"));
    cache.failures = 1;
    assertThatThrownBy(() -> invalidator.apply(batch)).isInstanceOf(CacheException.class);
    assertThat(count("cdc.events")).isZero();

    invalidator.apply(batch);

    assertThat(cache.names).isEmpty();
    assertThat(count("cdc.events", "table", "products", "operation", "update")).isEqualTo(1);
  }

  @Test
  void aListingIsRememberedUntilItsDeletionHasWorked() throws Exception {
    CacheKey listing = registry.register(1);
    cache.fill(listing);
    cache.failing = listing;
    Batch batch = batch(product(7, 3, "1.00", "2.00"));
    assertThatThrownBy(() -> invalidator.apply(batch)).isInstanceOf(CacheException.class);
    cache.failing = null;

    invalidator.apply(batch);

    assertThat(cache.names).isEmpty();
  }

  @Test
  void aPurgeOfCategoryPagesForgetsNoListing() throws Exception {
    CacheKey listing = registry.register(1);
    cache.fill(listing);
    invalidator.tidy();
    invalidator.apply(
        batch(
            change(
                CapturedTable.CATEGORIES, Operation.INSERT, Optional.empty(), Optional.empty())));
    assertThat(cache.names).isNotEmpty();

    invalidator.apply(batch(product(7, 3, "1.00", "2.00")));

    assertThat(cache.names).isEmpty();
  }

  @Test
  void aPurgeAndAChangeOfAListingInOneBatch() throws Exception {
    CacheKey listing = registry.register(1);
    cache.fill(listing);

    invalidator.apply(
        batch(
            change(
                CapturedTable.PRODUCT_IMAGES,
                Operation.TRUNCATE,
                Optional.empty(),
                Optional.empty()),
            product(7, 3, "1.00", "2.00")));

    assertThat(cache.names).isEmpty();
  }

  @Test
  void deletesMoreThanOnePortion() throws Exception {
    RowChange[] changes = new RowChange[12_000];
    for (int i = 0; i < changes.length; i++) {
      changes[i] = image(i + 1);
      cache.fill(CacheKey.product(i + 1));
    }

    invalidator.apply(batch(changes));

    assertThat(cache.names).isEmpty();
  }

  @Test
  void fencesArePassedWhenAllBeforeThemIsDeleted() throws Exception {
    FenceToken fence = new FenceToken("a");
    Batch batch = batch(image(7));
    batch.addFence(fence, OptionalLong.of(51));
    cache.failures = 1;
    assertThatThrownBy(() -> invalidator.apply(batch)).isInstanceOf(CacheException.class);
    assertThat(cache.isPassed(fence)).isFalse();

    invalidator.apply(batch);

    assertThat(log.subList(log.size() - 2, log.size()))
        .containsExactly("delete product:7", "pass a");
  }

  @Test
  void aFenceAloneIsPassedWhenItsTransactionIsVisible() throws Exception {
    Batch batch = invalidator.newBatch();
    batch.addFence(new FenceToken("a"), OptionalLong.of(51));

    invalidator.apply(batch);

    assertThat(log).containsExactly("snapshot", "pass a");
  }

  @Test
  void purgesAllPagesUntilThatHasWorkedIfTheRegistryMayBeIncomplete() throws Exception {
    registry.entries.clear();
    registry.register(1);
    CacheKey unknown = CacheKey.listing("0123456789abcdef");
    cache.fill(unknown, CacheKey.category(9), CacheKey.product(1));
    cache.failures = 1;
    Batch batch = batch(product(7, 3, "1.00", "2.00"));
    assertThatThrownBy(() -> invalidator.apply(batch)).isInstanceOf(CacheException.class);

    invalidator.apply(batch(product(8, 3, "1.00", "2.00")));

    assertThat(cache.names).containsExactlyInAnyOrder("product:1", "{product:1}:lock");
    assertThat(count("cdc.purges", "cause", "registry")).isEqualTo(1);
  }

  @Test
  void aTruncatePurgesAfterItIsVisible() throws Exception {
    cache.fill(CacheKey.product(1));

    invalidator.apply(
        batch(
            change(
                CapturedTable.PRODUCT_IMAGES,
                Operation.TRUNCATE,
                Optional.empty(),
                Optional.empty())));

    assertThat(log.get(0)).isEqualTo("snapshot");
    assertThat(cache.names).isEmpty();
    assertThat(count("cdc.purges", "cause", "truncate")).isEqualTo(1);
  }

  @Test
  void poisonPurgesWhatReadsItsTable() throws Exception {
    cache.fill(CacheKey.product(1), CacheKey.category(1));

    invalidator.apply(
        batch(
            change(
                CapturedTable.CATEGORIES, Operation.INSERT, Optional.empty(), Optional.empty())));

    assertThat(cache.names).containsExactlyInAnyOrder("product:1", "{product:1}:lock");
    assertThat(count("cdc.poison.events")).isEqualTo(1);
    assertThat(count("cdc.purges", "cause", "poison")).isEqualTo(1);
  }

  @Test
  void poisonOfNoKnownTableOrTransactionWaitsForAllAndPurgesEverything() throws Exception {
    cache.fill(CacheKey.product(1), CacheKey.category(1));
    Batch batch = invalidator.newBatch();
    batch.addPoison(Optional.empty(), OptionalLong.empty(), 1, new IllegalStateException("odd"));

    invalidator.apply(batch);

    assertThat(log.get(0)).isEqualTo("new transaction");
    assertThat(cache.names).isEmpty();
  }

  @Test
  void countsWhatWasThereAndHowLongItTook() throws Exception {
    cache.fill(CacheKey.product(7));

    invalidator.apply(batch(image(7), image(8)));

    assertThat(count("cdc.keys.deleted", "kind", "product")).isEqualTo(1);
    assertThat(meters.timer("cdc.invalidation.latency").count()).isEqualTo(1);
    assertThat(meters.timer("cdc.invalidation.latency").max(TimeUnit.SECONDS)).isEqualTo(2);
  }

  @Test
  void pagesThatDoNotFitAreDeletedUntilThatHasWorked() throws Exception {
    registry.register(1);
    registry.register(2);
    CacheKey refused = registry.register(3);
    cache.fill(refused);
    cache.failures = 1;
    assertThatThrownBy(invalidator::tidy).isInstanceOf(CacheException.class);

    nanos += Duration.ofSeconds(1).toNanos();
    invalidator.tidy();

    assertThat(cache.names).isEmpty();
    assertThat(log).contains("full").doesNotContain("room");
    assertThat(count("cdc.listings.refused")).isEqualTo(1);
    assertThat(meters.find("cdc.listings.live").gauges())
        .allSatisfy(gauge -> assertThat(gauge.value()).isEqualTo(2));

    invalidator.apply(batch(product(7, 3, "1.00", "2.00")));
    invalidator.apply(batch(product(7, 3, "2.00", "3.00")));
    assertThat(log).contains("room");
  }

  @Test
  void countsWhatWasComparedWithListings() throws Exception {
    registry.register(1);
    registry.register(PageRegistration.ofCategoryPage(4));

    invalidator.apply(batch(product(7, 3, "1.00", "2.00"), product(8, 3, "1.00", "2.00")));

    assertThat(count("cdc.listings.changes")).isEqualTo(2);
    assertThat(count("cdc.listings.candidates")).isEqualTo(2);
    assertThat(count("cdc.listings.altered")).isEqualTo(1);
  }

  @Test
  void tidiesFromTimeToTime() throws Exception {
    registry.register(1);
    invalidator.tidy();
    log.clear();

    nanos += Duration.ofMillis(999).toNanos();
    invalidator.tidy();
    assertThat(log).isEmpty();

    nanos += Duration.ofMillis(1).toNanos();
    invalidator.tidy();
    assertThat(log).containsExactly("read");
    log.clear();

    nanos += Duration.ofSeconds(9).toNanos();
    invalidator.tidy();
    assertThat(log).containsExactly("read", "trim");
  }

  private double count(String meter, String... tags) {
    return meters.find(meter).tags(tags).counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  private Batch batch(RowChange... changes) {
    Batch batch = invalidator.newBatch();
    List.of(changes).forEach(batch::add);
    return batch;
  }

  private static RowChange product(long id, long category, String before, String after) {
    return change(
        CapturedTable.PRODUCTS,
        Operation.UPDATE,
        Optional.of(row(id, category, before)),
        Optional.of(row(id, category, after)));
  }

  private static RowChange image(long product) {
    return change(
        CapturedTable.PRODUCT_IMAGES,
        Operation.INSERT,
        Optional.empty(),
        Optional.of(new Row(Map.of("product_id", product))));
  }

  private static RowChange change(
      CapturedTable table, Operation operation, Optional<Row> before, Optional<Row> after) {
    return new RowChange(table, operation, before, after, 50, 1, NOW.minusSeconds(2));
  }

  private static Row row(long id, long category, String price) {
    return new Row(
        Map.of(
            "id",
            id,
            "sku",
            "S",
            "name",
            "N",
            "category_id",
            category,
            "price",
            price,
            "currency",
            "EUR",
            "stock",
            1,
            "created_at",
            "2026-01-01T00:00:00Z"));
  }

  /** Begins with an entry that is old enough to prove that nothing is missing. */
  private final class LoggedRegistry implements RegistryStream {
    private final List<Entry> entries =
        new ArrayList<>(List.of(new Entry(new StreamId(1_000, 0), Map.of("mark", ""))));

    CacheKey register(int page) {
      ListingParams params =
          ListingParams.of(name -> name.equals("page") ? Integer.toString(page) : null);
      register(PageRegistration.ofListing(params));
      return params.key();
    }

    void register(PageRegistration page) {
      entries.add(new Entry(nextId(), page.fields()));
    }

    @Override
    public List<Entry> read(StreamId from, int count) {
      if (!log.contains("read")) {
        log.add("read");
      }
      return entries.stream()
          .filter(entry -> entry.id().compareTo(from) >= 0)
          .limit(count)
          .toList();
    }

    @Override
    public StreamId append(String field, String value) {
      entries.add(new Entry(nextId(), Map.of(field, value)));
      return entries.get(entries.size() - 1).id();
    }

    @Override
    public long now() {
      return Duration.ofHours(1).toMillis();
    }

    @Override
    public void trimBefore(StreamId id) {
      log.add("trim");
    }

    @Override
    public void announceFull() {
      log.add("full");
    }

    @Override
    public void announceRoom() {
      log.add("room");
    }

    private StreamId nextId() {
      return new StreamId(now(), entries.size());
    }
  }
}
