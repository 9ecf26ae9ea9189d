package dev.freshet.invalidator;

import static dev.freshet.rules.explanation.TestProducts.PRODUCT;
import static dev.freshet.rules.explanation.TestProducts.of;
import static dev.freshet.rules.explanation.TestProducts.update;
import static dev.freshet.rules.explanation.TestProducts.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.invalidation.PurgeCause;
import dev.freshet.invalidation.cache.CacheException;
import dev.freshet.invalidation.redis.RedisTarget;
import dev.freshet.invalidation.replay.Replay;
import dev.freshet.invalidation.replay.Replayed;
import dev.freshet.keys.CacheKey;
import dev.freshet.local.redis.LocalRedis;
import dev.freshet.rules.Operation;
import dev.freshet.rules.Row;
import dev.freshet.rules.RowChange;
import dev.freshet.rules.RulesFile;
import dev.freshet.rules.TableName;
import dev.freshet.rules.explanation.Explanation;
import dev.freshet.rules.explanation.RegisteredPages;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplayIT {

  private static LocalRedis redis;
  private static TestCache cache;
  private static String uri;

  @BeforeAll
  static void start() {
    redis = LocalRedis.start();
    cache = new TestCache(redis.uri());
    uri = RunningInvalidator.leastRights(redis);
  }

  @AfterAll
  static void stop() {
    cache.close();
    redis.close();
  }

  @BeforeEach
  void flush() {
    cache.flush();
  }

  @Test
  void deletesWhatTheChangesMakeWrongAndNothingElse() throws Exception {
    CacheKey entered = cache.fillListing(listing("min_price", "15"));
    CacheKey other = cache.fillListing(listing("category_id", "4"));
    cache.fillCategoryPages(3, 4);
    cache.fill(CatalogKeys.product(42), CatalogKeys.product(43));
    try (Replay replay = Replay.to(uri, RulesFile.bundled())) {
      Replayed replayed = replay.apply(List.of(update("price", "20.00")));

      assertThat(replayed)
          .isEqualTo(
              new Replayed(
                  Set.of(CatalogKeys.product(42), CatalogKeys.category(3), entered), 3, Map.of()));
      assertThat(cache.lacks(CatalogKeys.product(42), CatalogKeys.category(3), entered)).isTrue();
      assertThat(List.of(CatalogKeys.product(43), CatalogKeys.category(4), other))
          .allMatch(cache::holds);
      // Deleted pages are registered no more; the product's key is deleted in any case.
      assertThat(replay.apply(List.of(update("price", "20.00"))))
          .isEqualTo(new Replayed(Set.of(CatalogKeys.product(42)), 0, Map.of()));
    }
  }

  @Test
  void seesPagesThatAreRegisteredBetweenChanges() throws Exception {
    try (Replay replay = Replay.to(uri, RulesFile.bundled())) {
      assertThat(replay.apply(List.of(update("price", "20.00"))).deleted())
          .containsExactly(CatalogKeys.product(42));
      CacheKey listing = cache.fillListing(listing("category_id", "3"));

      assertThat(replay.apply(List.of(of(Operation.DELETE, PRODUCT, null))).deleted())
          .containsExactlyInAnyOrder(CatalogKeys.product(42), listing);
    }
  }

  @Test
  void tellsPurgesAndTheirCauses() throws Exception {
    cache.fill(CatalogKeys.product(1));
    try (Replay replay = Replay.to(uri, RulesFile.bundled())) {
      Replayed replayed =
          replay.apply(
              List.of(
                  of(TableName.of("product_images"), Operation.TRUNCATE, null, null),
                  of(Operation.UPDATE, null, PRODUCT),
                  of(Operation.INSERT, null, new Row(Map.of()))));

      assertThat(replayed.purged())
          .isEqualTo(
              Map.of(
                  PurgeCause.TRUNCATE,
                  Set.of(CatalogKeys.PRODUCT),
                  PurgeCause.IMAGE,
                  CatalogKeys.SPACE.kinds(),
                  PurgeCause.POISON,
                  CatalogKeys.SPACE.kinds()));
      assertThat(cache.lacks(CatalogKeys.product(1))).isTrue();
    }
  }

  @Test
  void anExplanationNamesTheVeryKeysThatAReplayDeletes() throws Exception {
    List<RowChange> changes =
        List.of(
            update("price", "20.00"),
            update("category_id", 4L),
            update("stock", 0L),
            update("name", "Light"),
            update("sku", "other"),
            of(Operation.INSERT, null, with("id", 44L)),
            of(Operation.DELETE, PRODUCT, null));
    for (RowChange change : changes) {
      cache.flush();
      cache.fillListing(listing("min_price", "15"));
      cache.fillListing(listing("max_price", "15"));
      cache.fillListing(listing("category_id", "3"));
      cache.fillListing(listing("in_stock", "true"));
      cache.fillListing(listing("q", "lamp"));
      cache.fillListing(listing("sort", "price"));
      cache.fillCategoryPages(3, 4, 5);

      Set<String> explained =
          explain(change).stream()
              .filter(line -> line.startsWith("  "))
              .map(line -> line.strip().split(":? |: ")[0])
              .collect(Collectors.toSet());
      try (Replay replay = Replay.to(uri, RulesFile.bundled())) {
        assertThat(replay.apply(List.of(change)).deleted())
            .as(change.toString())
            .hasSizeGreaterThan(1)
            .extracting(CacheKey::name)
            .containsExactlyInAnyOrderElementsOf(explained);
      }
    }
  }

  @Test
  void anExplanationSaysWhyEachListing() throws Exception {
    cache.fillListing(listing("max_price", "15"));
    cache.fillListing(listing("min_price", "15"));
    cache.fillListing(listing("category_id", "3"));
    cache.fillListing(listing("sort", "price"));

    assertThat(explain(update("price", "20.00")))
        .anyMatch(line -> line.endsWith("it leaves: price 20.00 is not in –15.00"))
        .anyMatch(line -> line.endsWith("it enters: price 10.00 is not in 15.00–"))
        .anyMatch(line -> line.endsWith("the page shows it, or is not known not to"))
        .anyMatch(line -> line.endsWith("it moves into, out of, or past the page in its order"));
  }

  @Test
  void anExplanationWritesNothing() throws Exception {
    assertThat(explain(update("price", "20.00"))).hasSize(2);
    assertThat(cache.has(CatalogKeys.NAMESPACE.pageRegistry())).isFalse();
  }

  @Test
  void saysThatThereIsNoRedis() {
    assertThatThrownBy(() -> Replay.to("redis://127.0.0.1:1", RulesFile.bundled()))
        .isInstanceOf(CacheException.class)
        .hasMessageStartingWith("Redis: ");
    assertThatThrownBy(() -> Replay.to("http://redis", RulesFile.bundled()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("redis://host:6379");
  }

  private static List<String> explain(RowChange change) throws Exception {
    try (RedisTarget target = RedisTarget.connect(uri, RulesFile.bundled())) {
      return Explanation.by(
              RulesFile.bundled(), RegisteredPages.readFrom(target.registry(), RulesFile.bundled()))
          .of(change);
    }
  }

  private static ListingParams listing(String parameter, String value) {
    return ListingParams.of(name -> name.equals(parameter) ? value : null);
  }
}
