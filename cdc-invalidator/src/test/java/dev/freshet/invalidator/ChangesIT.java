package dev.freshet.invalidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.keys.CacheKey;
import dev.freshet.local.redis.LocalRedis;
import java.io.StringReader;
import java.sql.Connection;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Each way to change the catalog, and the keys that go; under the least rights that work. */
class ChangesIT {

  private static final CacheKey UNRELATED = CatalogKeys.product(999);
  private static final ListingParams LISTING = ListingParams.of(name -> null);

  private static CatalogDatabase database;
  private static LocalRedis redis;
  private static TestCache cache;
  private static RunningInvalidator invalidator;

  private CacheKey listing;

  @BeforeAll
  static void start() {
    database = CatalogDatabase.start();
    redis = LocalRedis.start();
    cache = new TestCache(redis.uri());
    invalidator =
        RunningInvalidator.start(database, RunningInvalidator.leastRights(redis)).awaitStreaming();
    // The registry is too young to prove anything, which is found out once.
    awaitPurges("registry", 1);
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
        "insert into products (id, sku, name, category_id, price, stock) values"
            + " (1, 'S1', 'One', 1, 10.00, 10), (2, 'S2', 'Two', 1, 20.00, 1)",
        "insert into product_images values (1, 1, 'http://x/1')");
    cache.awaitApplied(database);
    cache.fill(UNRELATED, CatalogKeys.product(1), CatalogKeys.product(2));
    cache.fillCategoryPages(1, 2);
    listing = cache.fillListing(LISTING);
  }

  /** More are possible: what one transaction does may come in several batches. */
  private static void awaitPurges(String cause, double count) {
    await().until(() -> invalidator.value("cdc.purges", "cause", cause) >= count);
  }

  private static double truncated(String table) {
    return invalidator.value("cdc.events", "table", table, "operation", "truncate");
  }

  @Test
  void aPriceChangeTakesTheProductItsCategoryAndTheListings() {
    database.sql("update products set price = 11 where id = 1");

    cache.awaitGone(CatalogKeys.product(1), CatalogKeys.category(1), listing);
    assertThat(cache.holds(CatalogKeys.product(2))).isTrue();
    assertThat(cache.holds(CatalogKeys.category(2))).isTrue();
    assertThat(cache.holds(UNRELATED)).isTrue();
  }

  @Test
  void anInsertTakesTheAbsentProductItsCategoryAndTheListings() {
    cache.fill(CatalogKeys.product(3));

    database.sql(
        "insert into products (id, sku, name, category_id, price) values (3, 'S3', 'T', 2, 1)");

    cache.awaitGone(CatalogKeys.product(3), CatalogKeys.category(2), listing);
    assertThat(cache.holds(CatalogKeys.category(1))).isTrue();
    assertThat(cache.holds(CatalogKeys.product(1))).isTrue();
  }

  @Test
  void aDeleteTakesTheProductItsCategoryAndTheListings() {
    database.sql("delete from products where id = 2");

    cache.awaitGone(CatalogKeys.product(2), CatalogKeys.category(1), listing);
    assertThat(cache.holds(CatalogKeys.product(1))).isTrue();
  }

  @Test
  void aMoveTakesTheOldAndTheNewCategory() {
    database.sql("update products set category_id = 2 where id = 1");

    cache.awaitGone(
        CatalogKeys.product(1), CatalogKeys.category(1), CatalogKeys.category(2), listing);
  }

  @Test
  void aKeyChangeTakesBothProducts() {
    cache.fill(CatalogKeys.product(5));

    database.sql("update products set id = 5 where id = 2");

    cache.awaitGone(
        CatalogKeys.product(2), CatalogKeys.product(5), CatalogKeys.category(1), listing);
  }

  @Test
  void aDescriptionKeepsListingsAndCategories() {
    database.sql("update products set description = 'long' where id = 1");

    cache.awaitGone(CatalogKeys.product(1));
    cache.awaitApplied(database);
    assertThat(cache.holds(listing)).isTrue();
    assertThat(cache.holds(CatalogKeys.category(1))).isTrue();
  }

  @Test
  void stockThatStaysAboveZeroKeepsTheListings() {
    database.sql("update products set stock = 9 where id = 1");

    cache.awaitGone(CatalogKeys.product(1));
    cache.awaitApplied(database);
    assertThat(cache.holds(listing)).isTrue();
    assertThat(cache.holds(CatalogKeys.category(1))).isTrue();
  }

  @Test
  void theLastPieceSoldTakesTheListings() {
    database.sql("update products set stock = 0 where id = 2");

    cache.awaitGone(CatalogKeys.product(2), CatalogKeys.category(1), listing);
  }

  @Test
  void anUpdateThatChangesNothingTakesNothing() {
    database.sql("update products set price = price, name = name");

    cache.awaitApplied(database);
    assertThat(cache.holds(CatalogKeys.product(1))).isTrue();
    assertThat(cache.holds(CatalogKeys.category(1))).isTrue();
    assertThat(cache.holds(listing)).isTrue();
  }

  @Test
  void aColumnThatNothingShowsTakesNothingEvenIfItIsNew() {
    alter("add column shelf text");
    cache.fill(CatalogKeys.product(1));
    listing = cache.fillListing(LISTING);

    database.sql("update products set shelf = 'B4'");

    cache.awaitApplied(database);
    assertThat(cache.holds(CatalogKeys.product(1))).isTrue();
    assertThat(cache.holds(listing)).isTrue();
  }

  @Test
  void anUntouchedLongTextIsUnchanged() {
    String noise = "(select string_agg(md5(i::text), '') from generate_series(1, 2000) i)";
    database.sql("update products set description = " + noise + ", name = 'Long' where id = 1");
    cache.awaitGone(CatalogKeys.product(1), listing);
    listing = cache.fillListing(LISTING);
    cache.fill(CatalogKeys.product(1));

    database.sql("update products set stock = 8 where id = 1");

    cache.awaitGone(CatalogKeys.product(1));
    cache.awaitApplied(database);
    assertThat(cache.holds(listing)).isTrue();
  }

  @Test
  void aTextThatLooksLikeDebeziumsPlaceholderIsAChange() {
    database.sql("update products set name = '__debezium_unavailable_value' where id = 1");

    cache.awaitGone(CatalogKeys.product(1), CatalogKeys.category(1), listing);
  }

  @Test
  void aRenamedCategoryTakesItsPageOnly() {
    database.sql("update categories set name = 'Z' where id = 1");

    cache.awaitGone(CatalogKeys.category(1));
    cache.awaitApplied(database);
    assertThat(cache.holds(CatalogKeys.product(1))).isTrue();
    assertThat(cache.holds(CatalogKeys.category(2))).isTrue();
    assertThat(cache.holds(listing)).isTrue();
  }

  @Test
  void aDeletedCategoryTakesWhatTheCascadeDeletes() {
    database.sql("delete from categories where id = 1");

    cache.awaitGone(
        CatalogKeys.category(1), CatalogKeys.product(1), CatalogKeys.product(2), listing);
    assertThat(cache.holds(CatalogKeys.category(2))).isTrue();
  }

  @Test
  void imagesTakeTheirProductOnly() {
    database.sql("update product_images set url = 'http://x/2' where product_id = 1");
    cache.awaitGone(CatalogKeys.product(1));
    cache.fill(CatalogKeys.product(1));
    database.sql("insert into product_images values (2, 1, 'http://x/3')");
    cache.awaitGone(CatalogKeys.product(2));
    database.sql("update product_images set product_id = 2, position = 9 where product_id = 1");
    cache.awaitGone(CatalogKeys.product(1));
    cache.fill(CatalogKeys.product(2));
    database.sql("delete from product_images where product_id = 2");
    cache.awaitGone(CatalogKeys.product(2));

    cache.awaitApplied(database);
    assertThat(cache.holds(CatalogKeys.category(1))).isTrue();
    assertThat(cache.holds(listing)).isTrue();
  }

  @Test
  void copyTakesEveryRow() throws Exception {
    cache.fill(CatalogKeys.product(101), CatalogKeys.product(102));

    try (Connection connection = database.connect()) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(
              "copy products (id, sku, name, category_id, price) from stdin (format csv)",
              new StringReader("101,C1,One,2,1.00\n102,C2,Two,2,2.00\n"));
    }

    cache.awaitGone(
        CatalogKeys.product(101), CatalogKeys.product(102), CatalogKeys.category(2), listing);
  }

  @Test
  void aTriggersChangeTakesTheRowThatItChanges() {
    database.sql(
        "create function discount() returns trigger language plpgsql as $$ begin"
            + " update products set price = price / 2 where id = 1; return new; end $$",
        "create trigger discount after update of name on categories for each row"
            + " execute function discount()");

    database.sql("update categories set name = 'Sale' where id = 2");
    try {
      cache.awaitGone(
          CatalogKeys.category(2), CatalogKeys.product(1), CatalogKeys.category(1), listing);
    } finally {
      database.sql("drop trigger discount on categories", "drop function discount");
    }
  }

  @Test
  void aRolledBackChangeTakesNothing() throws Exception {
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      connection.createStatement().execute("update products set price = 99");
      connection.rollback();
    }

    cache.awaitApplied(database);
    assertThat(cache.holds(CatalogKeys.product(1))).isTrue();
    assertThat(cache.holds(listing)).isTrue();
  }

  @Test
  void truncatePurgesItsKindsAndNothingOfOtherPrograms() {
    cache.put("product:abc");
    cache.put("products:list:mine");
    cache.put("productivity");
    cache.put("session:1");
    cache.put("{session:1}:lock");

    double purges = invalidator.value("cdc.purges", "cause", "truncate");

    database.sql("truncate product_images");
    cache.awaitGone(UNRELATED, CatalogKeys.product(1), CatalogKeys.product(2));
    assertThat(cache.holds(CatalogKeys.category(1))).isTrue();
    assertThat(cache.holds(listing)).isTrue();

    awaitPurges("truncate", purges + 1);

    database.sql("truncate products cascade");
    awaitPurges("truncate", purges + 2);
    await().until(() -> truncated("products") == 1 && truncated("product_images") == 2);
    cache.awaitGone(CatalogKeys.category(1), CatalogKeys.category(2), listing);
    assertThat(cache.has("product:abc")).isTrue();
    assertThat(cache.has("products:list:mine")).isTrue();
    assertThat(cache.has("productivity")).isTrue();
    assertThat(cache.has("session:1")).isTrue();
    assertThat(cache.has("{session:1}:lock")).isTrue();
  }

  @Test
  void withoutItsFullIdentityAProductsUpdatePurgesWhatMayShowIt() {
    double purges = invalidator.value("cdc.purges", "cause", "image");
    alter("replica identity default");
    try {
      cache.fill(CatalogKeys.product(1), CatalogKeys.product(2));
      cache.fillCategoryPages(1, 2);
      listing = cache.fillListing(LISTING);
      database.sql("update products set description = 'other' where id = 1");
      cache.awaitGone(
          CatalogKeys.product(1), CatalogKeys.category(1), CatalogKeys.category(2), listing);
      assertThat(cache.holds(CatalogKeys.product(2))).isTrue();
      awaitPurges("image", purges + 1);

      cache.fillCategoryPages(1, 2);
      listing = cache.fillListing(LISTING);
      database.sql("delete from products where id = 2");
      cache.awaitGone(
          CatalogKeys.product(2), CatalogKeys.category(1), CatalogKeys.category(2), listing);
      awaitPurges("image", purges + 2);
    } finally {
      alter("replica identity full");
    }
  }

  /** What it does to the table is purged for. */
  private static void alter(String alteration) {
    double purges = invalidator.value("cdc.purges", "cause", "tables");
    database.sql("alter table products " + alteration);
    awaitPurges("tables", purges + 1);
    invalidator.awaitStreaming();
  }

  @Test
  void aListingThatIsRegisteredAgainIsTakenAgain() {
    database.sql("update products set price = 12 where id = 1");
    cache.awaitGone(listing);
    cache.fillListing(LISTING);

    database.sql("update products set price = 13 where id = 1");

    cache.awaitGone(listing);
  }

  @Test
  void aLostRegistryPurgesListingsAndCategoryPagesAlsoWhileNothingChanges() {
    double purges = invalidator.value("cdc.purges", "cause", "registry");

    cache.delete(CatalogKeys.NAMESPACE.pageRegistry());

    cache.awaitGone(listing, CatalogKeys.category(1), CatalogKeys.category(2));
    awaitPurges("registry", purges + 1);
    assertThat(cache.holds(CatalogKeys.product(1))).isTrue();
  }

  @Test
  void aRegistrationThatCannotBeReadPurgesListingsAndCategoryPages() {
    double purges = invalidator.value("cdc.purges", "cause", "registry");

    cache.append(Map.of("not", "a registration"));

    cache.awaitGone(listing, CatalogKeys.category(1), CatalogKeys.category(2));
    awaitPurges("registry", purges + 1);
    assertThat(cache.holds(CatalogKeys.product(1))).isTrue();
  }

  @Test
  void readinessAndMetricsTellWhatHappens() {
    database.sql("update products set price = 15 where id = 1");
    cache.awaitGone(CatalogKeys.product(1), CatalogKeys.category(1), listing);
    cache.awaitApplied(database);

    assertThat(invalidator.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
    assertThat(invalidator.get("/actuator/health/readiness").body())
        .contains("\"state\":\"streaming\"", "\"slot\":\"freshet\"", "appliedLsn");
    assertThat(invalidator.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
    assertThat(invalidator.get("/actuator/prometheus").body())
        .contains(
            "cdc_events_total{operation=\"update\",table=\"products\"",
            "cdc_keys_deleted_total{kind=\"product\"",
            "cdc_invalidation_latency_seconds_bucket",
            "cdc_slot_retained_bytes ",
            "cdc_applied_lsn ",
            "cdc_engine_state{state=\"streaming\"} 1.0",
            "cdc_purges_total{cause=\"slot_missing\"} 1.0",
            "cdc_poison_events_total 0.0");
  }
}
