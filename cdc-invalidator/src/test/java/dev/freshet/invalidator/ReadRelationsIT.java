package dev.freshet.invalidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.local.redis.LocalRedis;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever a query of the tables reads is followed, by whatever way it comes into the log. */
class ReadRelationsIT {

  private static CatalogDatabase database;
  private static LocalRedis redis;
  private static TestCache cache;

  @BeforeAll
  static void start() {
    database = CatalogDatabase.start();
    redis = LocalRedis.start();
    cache = new TestCache(redis.uri());
  }

  @AfterAll
  static void stop() {
    cache.close();
    redis.close();
    database.close();
  }

  @BeforeEach
  void empty() {
    database.recreate();
    database.addProducts(3);
    cache.flush();
  }

  @Test
  void aChildByInheritanceIsNamedUntilItIsPublishedAndThenFollowed() {
    try (RunningInvalidator invalidator = invalidator()) {
      cache.fill(CatalogKeys.product(9));

      database.sql(
          "create table products_archive () inherits (products)",
          "insert into products_archive (id, sku, name, category_id, price)"
              + " values (9, 'S9', 'N', 1, 1)");

      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () ->
                  invalidator
                      .get("/actuator/health/readiness")
                      .body()
                      .contains("public.products_archive is not in the publication"));
      database.sql(CatalogDatabase.resource("publication.sql"));
      invalidator.awaitStreaming();
      assertThat(cache.lacks(CatalogKeys.product(9))).isTrue();

      cache.fill(CatalogKeys.product(8), CatalogKeys.product(9));
      database.sql("update products_archive set price = 2 where id = 9");
      cache.awaitGone(CatalogKeys.product(9));
      cache.awaitApplied(database);
      assertThat(cache.holds(CatalogKeys.product(8))).isTrue();
    }
  }

  @Test
  void aSchemaThatLeavesThePublicationForAWhilePurges() {
    assumeTrue(database.server().majorVersion() >= 15, "PostgreSQL 15 has them first");
    database.sql(
        "drop publication freshet", "create publication freshet for tables in schema public");
    try (RunningInvalidator invalidator = invalidator()) {
      cache.fill(CatalogKeys.product(1));

      database.sql(
          "alter publication freshet drop tables in schema public;"
              + " update products set price = 5 where id = 1;"
              + " alter publication freshet add tables in schema public");

      cache.awaitGone(CatalogKeys.product(1));
      await().until(() -> invalidator.value("cdc.purges", "cause", "tables") == 1);
    }
  }

  @Test
  void tablesOfTheSameNamesInOtherSchemasOrInOtherCaseConcernNobody() {
    database.sql(
        "create schema archive",
        "create table archive.products (sku text primary key, note text)",
        "create table \"Products\" (sku text primary key)",
        "drop publication freshet",
        "create publication freshet for all tables");
    try (RunningInvalidator invalidator = invalidator()) {
      cache.fill(CatalogKeys.product(1), CatalogKeys.product(2));

      database.sql(
          "insert into archive.products select 'A' || i, 'x' from generate_series(1, 100) i",
          "truncate archive.products",
          "insert into \"Products\" values ('A')",
          "update products set price = 2 where id = 2");

      cache.awaitGone(CatalogKeys.product(2));
      cache.awaitApplied(database);
      assertThat(cache.holds(CatalogKeys.product(1))).isTrue();
      assertThat(invalidator.value("cdc.poison.events")).isZero();
    }
  }

  /** It decides what a role reads, and brings no event. */
  @Test
  void alteredRowLevelSecurityPurges() {
    try (RunningInvalidator invalidator = invalidator()) {
      cache.fill(CatalogKeys.product(1));
      database.sql("alter table products enable row level security");
      cache.awaitGone(CatalogKeys.product(1));
      await().until(() -> invalidator.value("cdc.purges", "cause", "tables") == 1);
      invalidator.awaitStreaming();

      cache.fill(CatalogKeys.product(1));
      database.sql("create policy cheap on products using (price < 100)");
      cache.awaitGone(CatalogKeys.product(1));
    }
  }

  private RunningInvalidator invalidator() {
    return RunningInvalidator.start(database, redis.uri()).awaitStreaming();
  }
}
