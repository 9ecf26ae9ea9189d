package dev.freshet.invalidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.local.redis.LocalRedis;
import java.sql.Connection;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever a shop's tables are like, they can be written to after publication.sql as before. */
class PublicationScriptIT {

  private static CatalogDatabase database;

  @BeforeAll
  static void start() {
    database = CatalogDatabase.start();
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @BeforeEach
  void shop() {
    database.recreate();
    database.addProducts(3);
    database.sql(
        "insert into product_images (product_id, position, url) values (1, 1, 'https://a/1.jpg')",
        "drop publication freshet",
        "alter table products replica identity default");
  }

  @Test
  void storedGeneratedColumnsArePublished() {
    database.sql("alter table products add tax numeric generated always as (price * .2) stored");

    publish();

    assertThat(identity("products")).isEqualTo("f");
    assertWritable();
  }

  @Test
  void storedGeneratedColumnsMayComeLater() {
    publish();

    database.sql("alter table products add tax numeric generated always as (price * .2) stored");

    assertWritable();
  }

  @Test
  void virtualGeneratedColumnsWantTheIndexFirst() {
    assumeVirtualColumns();
    database.sql("alter table products add tax numeric generated always as (price * .2) virtual");

    assertThatThrownBy(PublicationScriptIT::publish)
        .hasMessageContaining(
            "every UPDATE of products would fail: Replica identity must not contain unpublished"
                + " generated columns");
    assertNothingDone();

    database.sql(CatalogDatabase.statements("replica-identity-index.sql"));
    publish();
    assertThat(identity("products")).isEqualTo("i");
    assertWritable();
  }

  @Test
  void columnsThatTheIdentityWouldAddAndAnotherPublicationLeavesOutAreNamed() {
    assumeColumnLists();
    database.sql("create publication partners for table products (id, name)");

    assertThatThrownBy(PublicationScriptIT::publish)
        .hasMessageContaining("every UPDATE of products would fail: Column list");
    assertNothingDone();

    database.sql(
        "alter publication partners set table products",
        CatalogDatabase.resource("publication.sql"));
    assertWritable();
  }

  @Test
  void theIndexIsNoIdentityWhereAnotherPublicationFiltersByMore() {
    assumeColumnLists();
    publish();
    database.sql("create publication recent for table products where (updated_at > '2020-01-01')");

    assertThatThrownBy(() -> database.sql(CatalogDatabase.statements("replica-identity-index.sql")))
        .hasMessageContaining("cannot update table \"products\"");
    assertThat(identity("products")).isEqualTo("f");
    assertWritable();
  }

  @Test
  void tablesWithoutAUsablePrimaryKeyGetAnIdentity() {
    database.sql(
        "alter table product_images drop constraint product_images_pkey,"
            + " add primary key (product_id, position) deferrable",
        "create table categories_old () inherits (categories)",
        "create unique index by_slug on categories_old (slug)",
        "alter table categories_old replica identity using index by_slug",
        "drop index by_slug",
        "insert into categories_old (id, slug, name) values (7, 'old', 'Old')");

    publish();

    assertThat(identity("product_images")).isEqualTo("f");
    assertThat(identity("categories_old")).isEqualTo("f");
    assertThat(identity("categories")).isEqualTo("d");
    assertWritable();
  }

  @Test
  void anIndexThatCoversWhatSummariesShowIsKeptAndANarrowerOneIsNot() {
    database.sql(CatalogDatabase.statements("replica-identity-index.sql"));
    publish();
    assertThat(identity("products")).isEqualTo("i");

    database.sql(
        "create unique index narrow on products (id, sku)",
        "alter table products replica identity using index narrow");
    publish();
    assertThat(identity("products")).isEqualTo("f");
    assertWritable();
  }

  /** A lock that is waited for holds up every writer that comes after. */
  @Test
  void itGivesUpWhenATableStaysLocked() throws Exception {
    database.sql("alter database catalog set statement_timeout = '20s'");
    try (Connection session = database.connect();
        Statement statement = session.createStatement()) {
      session.setAutoCommit(false);
      statement.execute("update products set stock = 1 where id = 1");

      assertThatThrownBy(PublicationScriptIT::publish).hasMessageContaining("lock timeout");
      session.rollback();
    }
    publish();
    assertWritable();
  }

  @Test
  void changesOfAShopWithGeneratedColumnsAreFollowed() {
    database.sql("alter table products add tax numeric generated always as (price * .2) stored");
    publish();
    try (LocalRedis redis = LocalRedis.start();
        TestCache cache = new TestCache(redis.uri());
        RunningInvalidator invalidator =
            RunningInvalidator.start(database, redis.uri()).awaitStreaming()) {
      cache.fill(CatalogKeys.product(1), CatalogKeys.product(2));

      database.sql("update products set price = 5 where id = 1");

      cache.awaitGone(CatalogKeys.product(1));
      cache.awaitApplied(database);
      assertThat(cache.holds(CatalogKeys.product(2))).isTrue();
      assertThat(invalidator.value("cdc.poison.events")).isZero();
    }
  }

  private static void publish() {
    database.sql(CatalogDatabase.resource("publication.sql"));
  }

  private static @Nullable String identity(String table) {
    return database.query(
        "select relreplident from pg_class where oid = '%s'::regclass".formatted(table));
  }

  private static void assertNothingDone() {
    assertThat(database.query("select pubname from pg_publication where pubname = 'freshet'"))
        .isNull();
    assertThat(identity("products")).isEqualTo("d");
    assertWritable();
  }

  private static void assertWritable() {
    database.sql(
        "update categories set name = name",
        "update product_images set url = url",
        "update products set price = price + 1",
        "delete from product_images",
        "insert into product_images (product_id, position, url) values (1, 1, 'https://a/1.jpg')",
        "delete from products where id = (select max(id) from products)",
        "insert into products (id, sku, name, category_id, price) values (4, 'S4', 'N', 1, 1)");
  }

  private static void assumeVirtualColumns() {
    assumeTrue(database.server().majorVersion() >= 18, "PostgreSQL 18 has them first");
  }

  private static void assumeColumnLists() {
    assumeTrue(database.server().majorVersion() >= 15, "PostgreSQL 15 has them first");
  }
}
