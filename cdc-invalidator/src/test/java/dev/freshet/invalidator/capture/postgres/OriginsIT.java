package dev.freshet.invalidator.capture.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.invalidator.CatalogDatabase;
import dev.freshet.rules.RulesFile;
import dev.freshet.rules.TableName;
import java.sql.Connection;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class OriginsIT {

  private static CatalogDatabase database;

  private final Set<String> seen = new HashSet<>();

  @BeforeAll
  static void start() {
    database = CatalogDatabase.start();
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @BeforeEach
  void recreate() {
    database.recreate();
  }

  @Test
  void tellsTheColumnsOfEachIdentityAndThatItWasAltered() {
    Origins origins = origins();
    assertThat(products(origins)).hasSize(11).contains("description");
    assertThat(origins.now().identities().of(TableName.of("product_images")))
        .containsExactlyInAnyOrder("product_id", "position");

    database.sql("alter table products replica identity default");
    assertThat(products(origins)).containsExactly("id");

    database.sql(
        "create unique index narrow on products (id, sku) include (name)",
        "alter table products replica identity using index narrow");
    assertThat(products(origins)).containsExactlyInAnyOrder("id", "sku");

    database.sql(
        "alter table products replica identity default",
        "alter table products replica identity using index narrow");
    assertThat(products(origins)).containsExactlyInAnyOrder("id", "sku");

    database.sql("drop index narrow");
    assertThat(products(origins)).isEmpty();
  }

  @Test
  void countsOnlyColumnsThatAreInTheIdentityOfEveryPartition() {
    Origins origins = origins();
    database.partitionProducts();
    database.sql(
        "alter publication freshet set table products, product_images, categories",
        "alter publication freshet set (publish_via_partition_root = true)",
        "alter table products replica identity full",
        "alter table products_0 replica identity full");
    assertThat(products(origins)).containsExactly("id");

    database.sql(
        "create unique index narrow on products_1 (id, sku)",
        "alter table products_1 replica identity using index narrow");
    assertThat(products(origins)).containsExactlyInAnyOrder("id", "sku");

    database.sql("alter table products_1 replica identity full");
    assertThat(products(origins)).hasSize(11);
  }

  @Test
  void namesWhatAQueryReadsAndTheLogDoesNotBring() {
    Origins origins = origins();
    assertThat(origins.now().relations().missing()).isEmpty();

    database.sql(
        "create table products_late () inherits (products)",
        "create unlogged table products_import () inherits (products)",
        "create foreign data wrapper none",
        "create server elsewhere foreign data wrapper none",
        "create foreign table products_elsewhere () inherits (products) server elsewhere",
        "create table late_children () inherits (products_late)");
    assertThat(origins.now().relations().missing())
        .containsExactly(
            "public.late_children is not in the publication",
            "public.products_elsewhere is a foreign table, which the log does not carry",
            "public.products_import is unlogged",
            "public.products_late is not in the publication");

    database.sql(
        "drop foreign table products_elsewhere",
        "drop table products_import",
        "alter publication freshet add table products_late");
    CapturedRelations relations = origins.now().relations();
    assertThat(relations.missing()).isEmpty();
    assertThat(relations.table("public", "late_children")).hasValue(TableName.of("products"));
    assertThat(relations.table("public", "orders")).isEmpty();
  }

  @Test
  void takesPartitionsThatArePublishedOneByOne() {
    database.partitionProducts();
    database.sql("alter publication freshet set table products_0, product_images, categories");
    Origins origins = origins();
    assertThat(origins.now().relations().missing())
        .containsExactly("public.products_1 is not in the publication");

    database.sql("alter publication freshet add table products_1");
    CapturedRelations relations = origins.now().relations();
    assertThat(relations.missing()).isEmpty();
    assertThat(relations.table("public", "products_1")).hasValue(TableName.of("products"));
  }

  @Test
  void takesTheOneSchemaThatHasAllTablesOrTheOneThatIsNamed() {
    database.sql("create schema archive", "create table archive.products (id bigint)");
    Origins origins = origins();
    assertThat(origins.now().relations().missing()).isEmpty();

    database.sql(
        "create table archive.categories (id bigint)",
        "create table archive.product_images (id bigint)");
    assertThat(origins.now().relations().missing())
        .containsExactly(
            "the schemas archive, public all have the tables. Set freshet.capture.schema to the"
                + " one that the API reads");
    assertThat(origins("public").now().relations().missing()).isEmpty();
    assertThat(origins("archive").now().relations().missing()).hasSize(3);
    assertThat(origins("shop").now().relations().missing())
        .containsExactly("no schema has the tables categories, product_images, products");
  }

  @Test
  void tellsWhichColumnsThePublicationLacksSoThatWritesAreRefused() {
    assumeTrue(
        database.server().majorVersion() >= 18,
        "before PostgreSQL 18 no write is refused for that");
    Origins origins = origins();
    assertThat(origins.now().unpublished()).isEmpty();

    database.sql(
        "alter publication freshet set (publish_generated_columns = none)",
        "alter table products add tax numeric generated always as (price * .2) stored");
    assertThat(origins.now().unpublished()).containsExactly("public.products.tax");
    assertThat(products(origins)).contains("description").doesNotContain("tax");

    database.sql("alter publication freshet set (publish_generated_columns = stored)");
    assertThat(origins.now().unpublished()).isEmpty();
    assertThat(products(origins)).contains("tax");

    database.sql("alter table products add net numeric generated always as (price * .8) virtual");
    assertThat(origins.now().unpublished()).containsExactly("public.products.net");

    database.sql(CatalogDatabase.statements("replica-identity-index.sql"));
    assertThat(origins.now().unpublished()).isEmpty();
  }

  /** Meanwhile its changes come under the other name, which nobody looks for. */
  @Test
  void tellsThatATableHadAnotherNameForAWhile() {
    Origins origins = origins();
    products(origins);

    database.sql("alter table products rename to hidden; alter table hidden rename to products");
    products(origins);

    database.sql(
        "create schema elsewhere;"
            + " alter table categories set schema elsewhere;"
            + " alter table elsewhere.categories set schema public");
    products(origins);

    database.sql("alter schema public rename to hidden; alter schema hidden rename to public");
    products(origins);
  }

  @Test
  void tellsThatPoliciesWereOutOfForceForAWhile() {
    Origins origins = origins();
    database.sql(
        "create policy cheap on products using (price < 100)",
        "alter table products enable row level security");
    products(origins);

    database.sql(
        "alter table products disable row level security;"
            + " alter table products enable row level security");
    products(origins);
  }

  @Test
  void whatEverydayWorkDoesIsNoAlteration() {
    database.addProducts(1_000);
    Origins origins = origins();
    Origin before = origins.now();

    database.sql(
        "update products set stock = stock + 1",
        "vacuum full products",
        "vacuum analyze products",
        "create index by_category on products (category_id)",
        "truncate product_images",
        "create table orders (id bigint)",
        "grant select on products to freshet_invalidator");

    assertThat(origins.now()).isEqualTo(before);
  }

  @Test
  void takesNoSchemaOfTemporaryTablesForTheCatalogs() throws Exception {
    try (Connection session = database.connect();
        Statement statement = session.createStatement()) {
      statement.execute(
          "create temporary table products (id bigint);"
              + " create temporary table product_images (id bigint);"
              + " create temporary table categories (id bigint)");

      assertThat(origins().now().relations().missing()).isEmpty();
    }
  }

  private static Origins origins() {
    return origins("");
  }

  private static Origins origins(String schema) {
    return new Origins(
        JdbcClient.create(
            new DriverManagerDataSource(
                database.jdbcUrl(), CatalogDatabase.USER, CatalogDatabase.PASSWORD)),
        "freshet",
        schema,
        RulesFile.bundled().tables());
  }

  private Set<String> products(Origins origins) {
    Origin origin = origins.now();
    assertThat(origins.now()).isEqualTo(origin);
    assertThat(seen.add(origin.tables())).isTrue();
    return origin.identities().of(TableName.of("products"));
  }
}
