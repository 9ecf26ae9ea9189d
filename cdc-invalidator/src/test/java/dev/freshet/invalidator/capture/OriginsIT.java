package dev.freshet.invalidator.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.invalidator.CatalogDatabase;
import dev.freshet.invalidator.invalidation.CapturedTable;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class OriginsIT {

  private final Set<String> seen = new HashSet<>();

  @Test
  void tellsTheColumnsOfEachIdentityAndThatItWasAltered() {
    try (CatalogDatabase database = CatalogDatabase.start()) {
      Origins origins = origins(database);
      assertThat(products(origins)).hasSize(11).contains("description");
      assertThat(origins.now().identities().of(CapturedTable.PRODUCT_IMAGES))
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
  }

  @Test
  void countsOnlyColumnsThatAreInTheIdentityOfEveryPartition() {
    try (CatalogDatabase database = CatalogDatabase.start()) {
      Origins origins = origins(database);
      database.sql(
          "create table parts (like products including defaults, primary key (id))"
              + " partition by hash (id)",
          "create table products_0 partition of parts for values with (modulus 2, remainder 0)",
          "create table products_1 partition of parts for values with (modulus 2, remainder 1)",
          "drop table products cascade",
          "alter table parts rename to products",
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
  }

  private static Origins origins(CatalogDatabase database) {
    return new Origins(
        JdbcClient.create(
            new DriverManagerDataSource(
                database.jdbcUrl(), CatalogDatabase.USER, CatalogDatabase.PASSWORD)),
        "freshet");
  }

  private Set<String> products(Origins origins) {
    Origin origin = origins.now();
    assertThat(origins.now()).isEqualTo(origin);
    assertThat(seen.add(origin.tables())).isTrue();
    return origin.identities().of(CapturedTable.PRODUCTS);
  }
}
