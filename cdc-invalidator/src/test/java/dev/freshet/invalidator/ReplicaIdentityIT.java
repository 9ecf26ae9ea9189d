package dev.freshet.invalidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.keys.CacheKey;
import dev.freshet.local.redis.LocalRedis;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Products whose replica identity is an index over what summaries show. */
class ReplicaIdentityIT {

  private static final ListingParams ALL = ListingParams.of(name -> null);
  private static final ListingParams OF_CATEGORY_2 =
      ListingParams.of(Map.of("category_id", "2")::get);

  private static CatalogDatabase database;
  private static LocalRedis redis;
  private static TestCache cache;
  private static RunningInvalidator invalidator;

  private double tablesPurges;
  private CacheKey all;
  private CacheKey ofCategory2;

  @BeforeAll
  static void start() {
    database = CatalogDatabase.start();
    database.sql(CatalogDatabase.statements("replica-identity-index.sql"));
    redis = LocalRedis.start();
    cache = new TestCache(redis.uri());
    invalidator = RunningInvalidator.start(database, redis.uri()).awaitStreaming();
    // The registry is too young to prove anything, which is found out once.
    await().until(() -> purges("registry") >= 1);
  }

  @AfterAll
  static void stop() {
    invalidator.close();
    cache.close();
    redis.close();
    database.close();
  }

  @BeforeEach
  void catalog() {
    database.sql(
        "delete from categories",
        "insert into categories (id, slug, name) values (1, 'a', 'A'), (2, 'b', 'B')",
        "insert into products (id, sku, name, description, category_id, price, stock) values"
            + " (1, 'S1', 'One', 'long', 1, 10.00, 10), (2, 'S2', 'Two', 'long', 1, 20.00, 1),"
            + " (3, 'S3', 'Three', 'long', 2, 30.00, 1)");
    cache.awaitApplied(database);
    fill();
    tablesPurges = purges("tables");
  }

  private void fill() {
    cache.fill(CatalogKeys.product(1), CatalogKeys.product(2), CatalogKeys.product(3));
    cache.fillCategoryPages(1, 2);
    all = cache.fillListing(ALL);
    ofCategory2 = cache.fillListing(OF_CATEGORY_2);
  }

  private static double purges(String cause) {
    return invalidator.value("cdc.purges", "cause", cause);
  }

  /** Which of the keys that hold a value at the start of each test are gone. */
  private void assertGone(CacheKey... gone) {
    cache.awaitApplied(database);
    assertThat(
            Stream.of(
                    CatalogKeys.product(1),
                    CatalogKeys.product(2),
                    CatalogKeys.product(3),
                    CatalogKeys.category(1),
                    CatalogKeys.category(2),
                    all,
                    ofCategory2)
                .filter(cache::lacks))
        .containsExactlyInAnyOrder(gone);
  }

  @Test
  void whatSummariesShowTakesThePagesThatShowIt() {
    database.sql("update products set price = 11 where id = 1");
    assertGone(CatalogKeys.product(1), CatalogKeys.category(1), all);
    fill();

    database.sql("update products set name = 'Uno' where id = 1");
    assertGone(CatalogKeys.product(1), CatalogKeys.category(1), all);
    fill();

    database.sql("update products set stock = 0 where id = 3");
    assertGone(CatalogKeys.product(3), CatalogKeys.category(2), all, ofCategory2);
  }

  @Test
  void aMoveTakesTheOldAndTheNewCategory() {
    database.sql("update products set category_id = 2 where id = 1");

    assertGone(
        CatalogKeys.product(1), CatalogKeys.category(1), CatalogKeys.category(2), all, ofCategory2);
  }

  @Test
  void whatOnlyTheProductShowsTakesOnlyTheProduct() {
    double purges = purges("image");

    database.sql("update products set description = 'other' where id = 1");
    database.sql("update products set stock = 9, description = '' where id = 2");
    database.sql("update products set attributes = '{\"a\":1}', updated_at = now() where id = 3");

    assertGone(CatalogKeys.product(1), CatalogKeys.product(2), CatalogKeys.product(3));
    assertThat(purges("image")).isEqualTo(purges);
  }

  @Test
  void aKeyChangeAndADeleteTakeThePagesThatShowTheOldRow() {
    cache.fill(CatalogKeys.product(5));
    database.sql("update products set id = 5 where id = 3");
    assertGone(CatalogKeys.product(3), CatalogKeys.category(2), all, ofCategory2);
    assertThat(cache.lacks(CatalogKeys.product(5))).isTrue();
    fill();

    database.sql("delete from products where id = 2");
    assertGone(CatalogKeys.product(2), CatalogKeys.category(1), all);
  }

  @Test
  void untouchedLongValuesAreUnchanged() {
    String noise = "(select string_agg(md5(i::text), '') from generate_series(1, 2000) i)";
    database.sql(
        "update products set description = "
            + noise
            + ", attributes = jsonb_build_object('noise', "
            + noise
            + ") where id = 1");
    assertGone(CatalogKeys.product(1));
    fill();

    database.sql("update products set updated_at = now() where id = 1");
    assertGone(CatalogKeys.product(1));
    fill();

    database.sql("update products set price = 11 where id = 1");
    assertGone(CatalogKeys.product(1), CatalogKeys.category(1), all);
  }

  /** Its old value is logged with each update then, whether it changes or not. */
  @Test
  void aLongNameStoredOutOfLineHidesNoChangeToAnEmptyDescription() {
    database.sql("alter table products alter name set storage external");
    try {
      awaitNewRun();
      database.sql(
          "update products set attributes = jsonb_build_object('a', repeat('x', 1500)), name ="
              + " (select string_agg(md5(i::text), '') from generate_series(1, 75) i) where id = 1");
      cache.awaitApplied(database);
      fill();

      database.sql("update products set description = '' where id = 1");
      assertGone(CatalogKeys.product(1));
      fill();

      database.sql("update products set category_id = 2 where id = 1");
      assertGone(
          CatalogKeys.product(1),
          CatalogKeys.category(1),
          CatalogKeys.category(2),
          all,
          ofCategory2);
    } finally {
      database.sql("alter table products alter name set storage extended");
      awaitNewRun();
    }
  }

  @Test
  void anIdentityThatIsAlteredWhileStreamingPurgesAndCountsFromThenOn() {
    database.sql("alter table products replica identity full");
    awaitNewRun();
    cache.awaitGone(CatalogKeys.product(3), CatalogKeys.category(2), all, ofCategory2);
    fill();
    database.sql("update products set name = name where id = 1");
    assertGone();

    database.sql("alter table products replica identity using index products_replica_identity");
    awaitNewRun();
    fill();
    database.sql("update products set name = name where id = 1");
    assertGone(CatalogKeys.product(1));
  }

  private void awaitNewRun() {
    await().until(() -> purges("tables") > tablesPurges);
    tablesPurges = purges("tables");
    invalidator.awaitStreaming();
  }
}
