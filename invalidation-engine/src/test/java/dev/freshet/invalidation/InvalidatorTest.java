package dev.freshet.invalidation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.listings.ListedPage;
import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.invalidation.cache.CacheException;
import dev.freshet.invalidation.cache.Checkpoint;
import dev.freshet.invalidation.cache.Checkpoints;
import dev.freshet.invalidation.near.NearCopies;
import dev.freshet.invalidation.visibility.CommitVisibility;
import dev.freshet.invalidation.visibility.Looked;
import dev.freshet.invalidation.visibility.LookupException;
import dev.freshet.invalidation.visibility.TransactionSnapshot;
import dev.freshet.invalidation.visibility.Transactions;
import dev.freshet.invalidation.visibility.VisiblePoint;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.RowId;
import dev.freshet.keys.Watermark;
import dev.freshet.rules.Lookup;
import dev.freshet.rules.Operation;
import dev.freshet.rules.Row;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.Rules;
import dev.freshet.rules.RulesFile;
import dev.freshet.rules.TableName;
import dev.freshet.rules.listings.ListingIndex;
import dev.freshet.rules.listings.RegistryStream;
import dev.freshet.rules.listings.StreamId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InvalidatorTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:10Z");

  private static final Rules RULES = RulesFile.bundled();
  private static final Checkpoint CHECKPOINT = checkpoint("0/1", "this run");

  private long nanos;
  private String visible = "100:100:";

  /** Who has written to the tables and goes on. */
  private Map<Long, String> writers = Map.of();

  /** Of the write-ahead log, as far as the database says; all changes here are behind it. */
  private long end;

  private final List<String> log = new ArrayList<>();
  private final FakeCache cache = new FakeCache(log);
  private final LoggedRegistry registry = new LoggedRegistry();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final CommitVisibility visibility =
      new CommitVisibility(
          new Transactions() {
            @Override
            public VisiblePoint now() {
              log.add("snapshot");
              return new VisiblePoint(TransactionSnapshot.of(visible), end);
            }

            @Override
            public Looked lookUp(Collection<Lookup> lookups, int maxFanout) throws LookupException {
              throw new LookupException("the catalog needs none");
            }

            @Override
            public Map<Long, String> writers() {
              log.add("writers");
              return writers;
            }

            @Override
            public Map<Long, String> describe(Collection<Long> xids) {
              return Map.of();
            }
          });
  private final InvalidationMetrics metrics =
      new InvalidationMetrics(meters, Clock.fixed(NOW, ZoneOffset.UTC), RULES.kinds());
  private final Invalidator invalidator = withCopies(NearCopies.NONE);

  @Test
  void waitsThenDeletesByNameThenReadsTheRegistryThenDeletesPages() throws Exception {
    CacheKey listing = registry.register(1);
    registry.register(ListedPages.CATALOG.category(RowId.of(3)));
    invalidator.apply(batch(product(7, 3, "1.00", "2.00")));

    assertThat(log.subList(0, 3)).containsExactly("snapshot", "delete product:7", "read");
    assertThat(log.subList(3, log.size()))
        .containsExactlyInAnyOrder("full", "delete products:category:3", "delete " + listing);
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
    registry.register(ListedPages.CATALOG.category(RowId.of(3)));
    cache.fill(CatalogKeys.product(7), CatalogKeys.category(3), listing);
    Batch batch = batch(product(7, 3, "1.00", "2.00"));
    cache.failures = 1;
    assertThatThrownBy(() -> invalidator.apply(batch)).isInstanceOf(CacheException.class);
    assertThat(count("cdc.events")).isZero();

    applyAndConfirm(batch);

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
                TableName.of("categories"), Operation.INSERT, Optional.empty(), Optional.empty())));
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
                TableName.of("product_images"),
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
      cache.fill(CatalogKeys.product(i + 1));
    }

    invalidator.apply(batch(changes));

    assertThat(cache.names).isEmpty();
  }

  @Test
  void copiesAreToldAfterTheDeletionAndWaitedForBeforeTheCheckpoint() throws Exception {
    Invalidator told = withCopies(new LoggedCopies());
    told.begin(CHECKPOINT, Optional.empty());
    log.clear();
    Batch batch = told.newBatch();
    batch.add(image(7));
    batch.addFence(new FenceToken("a"), OptionalLong.of(51));

    told.apply(batch);
    told.confirm(List.of(batch), checkpoint("0/2", "this run"));

    assertThat(log)
        .containsExactly(
            "snapshot",
            "delete product:7",
            "note [product:7]",
            "tell 1",
            "settled 1",
            "store 0/2",
            "pass a");
  }

  @Test
  void aPurgeIsToldToCopies() throws Exception {
    Invalidator told = withCopies(new LoggedCopies());

    told.purgeApplied(EnumSet.of(PurgeCause.REDIS));

    assertThat(log.get(log.size() - 1)).isEqualTo("note everything");
  }

  @Test
  void pagesThatAreRefusedWithoutAChangeAreToldToCopies() throws Exception {
    Invalidator told = withCopies(new LoggedCopies());
    registry.register(1);
    registry.register(2);
    CacheKey third = registry.register(3);
    log.clear();
    nanos += TimeUnit.SECONDS.toNanos(1);

    told.tidy();

    assertThat(log).containsSubsequence("delete " + third, "note [" + third + "]", "tell 1");
  }

  @Test
  void leasesOfOthersAreFearedWhereTheLastRunOrItsServersAreUnknown() throws Exception {
    Invalidator told = withCopies(new LoggedCopies());
    told.begin(CHECKPOINT, Optional.empty());
    assertThat(log).contains("copies of this run, and of others");
    log.clear();

    told.begin(checkpoint("0/1", "next run"), Optional.of(CHECKPOINT));
    assertThat(log).contains("copies of next run");
  }

  @Test
  void whereCopiesAreOfAnotherRunTheRunIsOver() throws Exception {
    LoggedCopies copies = new LoggedCopies();
    Invalidator told = withCopies(copies);
    copies.isOver = true;
    Batch batch = told.newBatch();
    batch.add(image(7));

    assertThatThrownBy(() -> told.apply(batch)).isInstanceOf(DiscontinuityException.class);
  }

  @Test
  void fencesArePassedWhenTheCheckpointBehindTheirBatchIsStored() throws Exception {
    invalidator.begin(CHECKPOINT, Optional.empty());
    log.clear();
    Batch batch = batch(image(7));
    batch.addFence(new FenceToken("a"), OptionalLong.of(51));

    invalidator.apply(batch);
    invalidator.confirm(List.of(batch), checkpoint("0/2", "this run"));

    assertThat(log).containsExactly("snapshot", "delete product:7", "store 0/2", "pass a");
  }

  @Test
  void confirmsNothingThatAnotherRunGoesOnWith() throws Exception {
    invalidator.begin(CHECKPOINT, Optional.empty());
    Batch batch = batch(image(7));
    batch.addFence(new FenceToken("a"), OptionalLong.of(51));
    Checkpoint others = checkpoint("0/3", "another run");
    cache.checkpoint = others;

    assertThatThrownBy(() -> invalidator.confirm(List.of(batch), CHECKPOINT))
        .isInstanceOf(DiscontinuityException.class);

    assertThat(cache.checkpoint).isEqualTo(others);
    assertThat(cache.passed(List.of(new FenceToken("a")))).isEmpty();
  }

  @Test
  void confirmsNothingIfRedisHasLostTheCheckpoint() throws Exception {
    invalidator.begin(CHECKPOINT, Optional.empty());
    cache.checkpoint = null;

    assertThatThrownBy(() -> invalidator.confirm(List.of(batch(image(7))), CHECKPOINT))
        .isInstanceOf(DiscontinuityException.class);
  }

  @Test
  void confirmsNothingIfARedisServerWasReplaced() throws Exception {
    invalidator.begin(CHECKPOINT, Optional.empty());
    Batch batch = batch(image(7));
    batch.addFence(new FenceToken("a"), OptionalLong.of(51));
    cache.nodes = "2";

    assertThatThrownBy(() -> invalidator.confirm(List.of(batch), CHECKPOINT))
        .isInstanceOf(DiscontinuityException.class);

    assertThat(cache.passed(List.of(new FenceToken("a")))).isEmpty();
  }

  @Test
  void holdsFencesBackWhileReadersMayUseAnotherServer() throws Exception {
    invalidator.begin(CHECKPOINT, Optional.empty());
    cache.doubt = Optional.of("another master");
    for (String token : List.of("a", "b")) {
      Batch batch = batch(image(7));
      batch.addFence(new FenceToken(token), OptionalLong.of(51));
      invalidator.apply(batch);
      invalidator.confirm(List.of(batch), CHECKPOINT);
    }
    assertThat(log).contains("delete product:7").noneMatch(line -> line.startsWith("pass"));
    assertThat(heldFences()).isEqualTo(2);

    cache.doubt = Optional.empty();
    log.clear();
    invalidator.confirm(List.of(invalidator.newBatch()), CHECKPOINT);

    assertThat(log).containsExactly("store 0/1", "pass a", "pass b");
    assertThat(heldFences()).isZero();
  }

  @Test
  void heldFencesPassInTheNextRunAfterItsPurge() throws Exception {
    invalidator.begin(CHECKPOINT, Optional.empty());
    cache.doubt = Optional.of("another master");
    Batch batch = batch(image(7));
    batch.addFence(new FenceToken("a"), OptionalLong.of(51));
    invalidator.apply(batch);
    invalidator.confirm(List.of(batch), CHECKPOINT);
    cache.nodes = "2";
    assertThatThrownBy(() -> invalidator.confirm(List.of(invalidator.newBatch()), CHECKPOINT))
        .isInstanceOf(DiscontinuityException.class);
    assertThat(log).doesNotContain("pass a");

    cache.doubt = Optional.empty();
    cache.nodes = "1";
    invalidator.purgeAll(EnumSet.of(PurgeCause.REDIS));
    invalidator.begin(CHECKPOINT, invalidator.checkpoint());
    invalidator.confirm(List.of(invalidator.newBatch()), CHECKPOINT);

    assertThat(log).contains("pass a");
  }

  /** What they have written may never come: it was written while nobody would be told of it. */
  @Test
  void purgesAgainWhenATransactionEndsThatHadWrittenBeforeThePurge() throws Exception {
    writers = Map.of(60L, "process 7", 61L, "process 8");
    visible = "60:100:60,61";
    cache.fill(CatalogKeys.product(1));
    invalidator.purgeAll(EnumSet.of(PurgeCause.TABLES));
    invalidator.begin(CHECKPOINT, Optional.empty());
    assertThat(cache.names).isEmpty();

    cache.fill(CatalogKeys.product(1));
    applyAndConfirm(withFence("a"));
    assertThat(cache.names).isNotEmpty();

    visible = "61:100:61";
    applyAndConfirm(withFence("b"));
    assertThat(cache.names).isEmpty();
    assertThat(log).noneMatch(line -> line.startsWith("pass"));

    cache.fill(CatalogKeys.product(1));
    visible = "100:100:";
    nanos += Duration.ofSeconds(2).toNanos();
    invalidator.tidy();
    assertThat(cache.names).isEmpty();
    assertThat(log).noneMatch(line -> line.startsWith("pass"));
    cache.fill(CatalogKeys.product(1));
    applyAndConfirm(withFence("c"));

    assertThat(log).containsSubsequence("pass a", "pass b", "pass c");
    assertThat(cache.names).isNotEmpty();
    assertThat(count("cdc.purges", "cause", "late_end")).isEqualTo(2);
  }

  /** Were it not settled, it would be poison. */
  @Test
  void aChangeThatAPurgeHasSettledNeedNotBeUnderstood() throws Exception {
    end = 5;
    invalidator.purgeAll(EnumSet.of(PurgeCause.TABLES));
    cache.fill(CatalogKeys.product(1));

    invalidator.apply(
        batch(
            change(
                TableName.of("categories"), Operation.INSERT, Optional.empty(), Optional.empty())));

    assertThat(cache.names).isNotEmpty();
    assertThat(count("cdc.poison.events")).isZero();
  }

  @Test
  void untilThenTheNextRunKnowsThatItHasToPurge() throws Exception {
    writers = Map.of(60L, "process 7");
    visible = "60:100:60";
    invalidator.purgeAll(EnumSet.of(PurgeCause.TABLES));
    Checkpoint complete = complete(CHECKPOINT, NOW);
    invalidator.begin(complete, Optional.empty());
    assertThat(stored().tables()).isNotEqualTo(CHECKPOINT.tables());
    applyAndConfirm(batch(image(7)), complete);
    assertThat(stored().tables()).isNotEqualTo(CHECKPOINT.tables());
    assertThat(stored().watermark().completeUntil()).isEmpty();

    visible = "100:100:";
    applyAndConfirm(batch(image(7)), complete);

    assertThat(stored().tables()).isEqualTo(CHECKPOINT.tables());
    assertThat(stored().watermark().completeUntil()).hasValue(NOW);
  }

  @Test
  void aLaterPurgeThatFailsIsMadeUpFor() throws Exception {
    writers = Map.of(60L, "process 7");
    visible = "60:100:60";
    invalidator.purgeAll(EnumSet.of(PurgeCause.TABLES));
    invalidator.begin(CHECKPOINT, Optional.empty());
    cache.fill(CatalogKeys.product(1));
    visible = "100:100:";
    cache.failures = 1;
    Batch batch = withFence("a");
    assertThatThrownBy(() -> invalidator.apply(batch)).isInstanceOf(CacheException.class);

    applyAndConfirm(batch);

    assertThat(cache.names).isEmpty();
    assertThat(log).contains("pass a");
  }

  @Test
  void waitsForNobodyToPurgeWhatHadBeenApplied() throws Exception {
    writers = Map.of(60L, "process 7");
    visible = "60:100:60";
    cache.fill(CatalogKeys.product(1));

    invalidator.purgeApplied(EnumSet.of(PurgeCause.REDIS));
    invalidator.begin(CHECKPOINT, Optional.empty());
    applyAndConfirm(withFence("a"));

    assertThat(log).doesNotContain("writers").contains("pass a");
    assertThat(stored()).isEqualTo(CHECKPOINT.purgedAt(Optional.of(Instant.ofEpochMilli(1_000))));
  }

  @Test
  void forgetsForWhomItWaitedOnAnotherServer() throws Exception {
    writers = Map.of(60L, "process 7");
    visible = "60:100:60";
    invalidator.purgeAll(EnumSet.of(PurgeCause.TABLES));
    writers = Map.of();
    visible = "55:55:";

    invalidator.purgeAll(EnumSet.of(PurgeCause.SERVER));
    invalidator.begin(CHECKPOINT, Optional.empty());
    applyAndConfirm(withFence("a"));

    assertThat(log).contains("pass a");
    assertThat(count("cdc.purges", "cause", "late_end")).isZero();
  }

  @Test
  void beginsOnlyIfNobodyElseHas() throws Exception {
    cache.checkpoint = checkpoint("0/3", "another run");

    assertThatThrownBy(() -> invalidator.begin(CHECKPOINT, Optional.empty()))
        .isInstanceOf(DiscontinuityException.class);

    invalidator.begin(CHECKPOINT, invalidator.checkpoint());
    assertThat(invalidator.checkpoint()).hasValue(CHECKPOINT);
  }

  @Test
  void afterAPurgeDeletesNothingMoreForWhatWasVisibleBeforeIt() throws Exception {
    end = 5;
    invalidator.purgeAll(EnumSet.of(PurgeCause.SLOT_MISSING));
    log.clear();

    invalidator.apply(batch(image(7)));
    assertThat(log).containsExactly("snapshot");

    Batch later = invalidator.newBatch();
    later.add(with(50, 6, image(7)));
    invalidator.apply(later);
    assertThat(log).contains("delete product:7");
  }

  @Test
  void purgesTheKindsOfALongBacklogInsteadOfDeletingItKeyByKey() throws Exception {
    end = 5;
    cache.fill(CatalogKeys.product(99_999), CatalogKeys.category(1));

    for (int i = 0; i < 11; i++) {
      invalidator.apply(images(1_000));
    }

    assertThat(count("cdc.purges", "cause", "backlog")).isEqualTo(1);
    assertThat(cache.names).noneMatch(name -> name.contains("product:"));
    assertThat(cache.names).contains("products:category:1");
  }

  @Test
  void aLargerCacheTakesALongerBacklogToBePurged() throws Exception {
    end = 5;
    cache.size = 150_000;

    for (int i = 0; i < 15; i++) {
      invalidator.apply(images(1_000));
    }
    assertThat(count("cdc.purges", "cause", "backlog")).isZero();

    invalidator.apply(images(1_000));
    assertThat(count("cdc.purges", "cause", "backlog")).isEqualTo(1);
  }

  @Test
  void aSteadyStreamIsNoBacklogHoweverMuchItBrings() throws Exception {
    end = 5;
    for (long xid = 101; xid < 120; xid++) {
      visible = (xid + 1) + ":" + (xid + 1) + ":";
      Batch batch = invalidator.newBatch();
      for (int i = 0; i < 1_000; i++) {
        batch.add(with(xid, 1, image(i + 1)));
      }
      invalidator.apply(batch);
    }

    assertThat(count("cdc.purges", "cause", "backlog")).isZero();
  }

  @Test
  void aFenceAloneIsPassedWhenItsTransactionIsVisible() throws Exception {
    Batch batch = invalidator.newBatch();
    batch.addFence(new FenceToken("a"), OptionalLong.of(51));

    invalidator.begin(CHECKPOINT, Optional.empty());
    log.clear();
    invalidator.apply(batch);
    invalidator.confirm(List.of(batch), CHECKPOINT);

    assertThat(log).containsExactly("snapshot", "store 0/1", "pass a");
  }

  @Test
  void purgesAllPagesUntilThatHasWorkedIfTheRegistryMayBeIncomplete() throws Exception {
    registry.entries.clear();
    registry.register(1);
    CacheKey unknown = CatalogKeys.listing("0123456789abcdef");
    cache.fill(unknown, CatalogKeys.category(9), CatalogKeys.product(1));
    cache.failures = 1;
    Batch batch = batch(product(7, 3, "1.00", "2.00"));
    assertThatThrownBy(() -> invalidator.apply(batch)).isInstanceOf(CacheException.class);

    invalidator.apply(batch(product(8, 3, "1.00", "2.00")));

    assertThat(cache.names).containsExactlyInAnyOrder("product:1", "{product:1}:lock");
    assertThat(count("cdc.purges", "cause", "registry")).isEqualTo(1);
  }

  @Test
  void aTruncatePurgesAfterItIsVisible() throws Exception {
    cache.fill(CatalogKeys.product(1));

    invalidator.apply(
        batch(
            change(
                TableName.of("product_images"),
                Operation.TRUNCATE,
                Optional.empty(),
                Optional.empty())));

    assertThat(log.get(0)).isEqualTo("snapshot");
    assertThat(cache.names).isEmpty();
    assertThat(count("cdc.purges", "cause", "truncate")).isEqualTo(1);
  }

  @Test
  void poisonPurgesWhatReadsItsTable() throws Exception {
    cache.fill(CatalogKeys.product(1), CatalogKeys.category(1));

    invalidator.apply(
        batch(
            change(
                TableName.of("categories"), Operation.INSERT, Optional.empty(), Optional.empty())));

    assertThat(cache.names).containsExactlyInAnyOrder("product:1", "{product:1}:lock");
    assertThat(count("cdc.poison.events")).isEqualTo(1);
    assertThat(count("cdc.purges", "cause", "poison")).isEqualTo(1);
  }

  @Test
  void poisonOfNoKnownTableOrTransactionWaitsForAllAndPurgesEverything() throws Exception {
    cache.fill(CatalogKeys.product(1), CatalogKeys.category(1));
    Batch batch = invalidator.newBatch();
    batch.addPoison(Optional.empty(), OptionalLong.empty(), 1, new IllegalStateException("odd"));

    invalidator.apply(batch);

    assertThat(log.get(0)).isEqualTo("writers");
    assertThat(cache.names).isEmpty();
  }

  @Test
  void poisonOfATransactionThatIsNotKnownIsPurgedForAgainWhenItMayBeVisible() throws Exception {
    writers = Map.of(60L, "process 7");
    visible = "60:100:60";
    Batch batch = withFence("a");
    batch.addPoison(Optional.empty(), OptionalLong.empty(), 1, new IllegalStateException("odd"));
    invalidator.begin(CHECKPOINT, Optional.empty());
    applyAndConfirm(batch);
    assertThat(log).doesNotContain("pass a");
    cache.fill(CatalogKeys.product(1));

    visible = "100:100:";
    applyAndConfirm(batch(image(7)));

    assertThat(cache.names).isEmpty();
    assertThat(log).contains("pass a");
  }

  @Test
  void countsWhatWasThereAndHowLongItTook() throws Exception {
    cache.fill(CatalogKeys.product(7));

    applyAndConfirm(batch(image(7), image(8)));

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
    registry.register(ListedPages.CATALOG.category(RowId.of(4)));

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
    assertThat(log).containsExactly("read", "trim", "room");
  }

  private double heldFences() {
    return meters.get("cdc.fences.held").gauge().value();
  }

  private double count(String meter, String... tags) {
    return meters.find(meter).tags(tags).counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  private Invalidator withCopies(NearCopies copies) {
    return new Invalidator(
        RULES,
        visibility,
        cache,
        new ListingIndex(registry, 2, () -> {}, RULES.tagIndex(why -> {}), RULES.listedPages()),
        metrics,
        () -> nanos,
        InvalidationListener.NONE,
        copies);
  }

  /** Copies, with a log of what they are told. */
  private final class LoggedCopies implements NearCopies {

    private boolean isOver;
    private long entries;

    @Override
    public void begin(String run, String nodes, boolean mayHaveLeases) {
      log.add("copies of " + run + (mayHaveLeases ? ", and of others" : ""));
    }

    @Override
    public void deleted(Collection<CacheKey> keys) {
      log.add("note " + keys);
    }

    @Override
    public void purged() {
      log.add("note everything");
    }

    @Override
    public OptionalLong publish() {
      if (isOver) {
        return OptionalLong.empty();
      }
      entries++;
      log.add("tell " + entries);
      return OptionalLong.of(entries);
    }

    @Override
    public boolean awaitSettled(long entry, Duration limit) {
      log.add("settled " + entry);
      return true;
    }
  }

  private void applyAndConfirm(Batch batch) throws InterruptedException {
    invalidator.begin(CHECKPOINT, invalidator.checkpoint());
    invalidator.apply(batch);
    invalidator.confirm(List.of(batch), CHECKPOINT);
  }

  private void applyAndConfirm(Batch batch, Checkpoint reached) throws InterruptedException {
    invalidator.apply(batch);
    invalidator.confirm(List.of(batch), reached);
  }

  private Checkpoint stored() throws InterruptedException {
    return invalidator.checkpoint().orElseThrow();
  }

  /** A batch whose transactions are visible. */
  private Batch withFence(String token) {
    Batch batch = batch(image(7));
    batch.addFence(new FenceToken(token), OptionalLong.of(50));
    return batch;
  }

  private static Checkpoint complete(Checkpoint checkpoint, Instant until) {
    Watermark watermark = checkpoint.watermark();
    return new Checkpoint(
        new Watermark(
            watermark.lsn(),
            watermark.commitTime(),
            watermark.slot(),
            watermark.systemIdentifier(),
            watermark.timeline(),
            watermark.instance(),
            Optional.of(until),
            watermark.purgedAt()),
        checkpoint.tables(),
        checkpoint.nodes(),
        checkpoint.kinds(),
        checkpoint.run());
  }

  private Batch images(int count) {
    Batch batch = invalidator.newBatch();
    for (int i = 0; i < count; i++) {
      batch.add(image(i + 1));
    }
    return batch;
  }

  private static Checkpoint checkpoint(String lsn, String run) {
    return Checkpoints.of(lsn, "1", run);
  }

  private static RowChange with(long xid, long lsn, RowChange change) {
    return new RowChange(
        change.table(),
        change.operation(),
        change.before(),
        change.after(),
        xid,
        lsn,
        change.committedAt());
  }

  private Batch batch(RowChange... changes) {
    Batch batch = invalidator.newBatch();
    List.of(changes).forEach(batch::add);
    return batch;
  }

  private static RowChange product(long id, long category, String before, String after) {
    return change(
        TableName.of("products"),
        Operation.UPDATE,
        Optional.of(row(id, category, before)),
        Optional.of(row(id, category, after)));
  }

  private static RowChange image(long product) {
    return change(
        TableName.of("product_images"),
        Operation.INSERT,
        Optional.empty(),
        Optional.of(new Row(Map.of("product_id", product))));
  }

  private static RowChange change(
      TableName table, Operation operation, Optional<Row> before, Optional<Row> after) {
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
      register(ListedPages.CATALOG.listing(params));
      return ListedPages.CATALOG.listing(params).key();
    }

    void register(ListedPage page) {
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
    public void remove() {
      log.add("remove");
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
