package dev.freshet.invalidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.local.redis.LocalRedis;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A products table in partitions, published through its root. */
class PartitionsIT {

  @Test
  void invalidatesRowsOfPartitionsAndPurgesWhenOneIsEmptiedOrLeaves() {
    try (CatalogDatabase database = partitioned();
        LocalRedis redis = LocalRedis.start();
        TestCache cache = new TestCache(redis.uri());
        RunningInvalidator invalidator =
            RunningInvalidator.start(database, redis.uri()).awaitStreaming()) {
      cache.fill(CatalogKeys.product(1), CatalogKeys.product(99));
      database.sql("update products set price = 2 where id = 1");
      cache.awaitGone(CatalogKeys.product(1));
      assertThat(cache.holds(CatalogKeys.product(99))).isTrue();

      database.sql("truncate products_0");
      cache.awaitGone(CatalogKeys.product(99));
      awaitPurges(invalidator, 1);

      cache.fill(CatalogKeys.product(99));
      database.sql("alter table products detach partition products_1");
      cache.awaitGone(CatalogKeys.product(99));
      awaitPurges(invalidator, 2);
    }
  }

  private static void awaitPurges(RunningInvalidator invalidator, int count) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> invalidator.value("cdc.purges", "cause", "tables") == count);
    invalidator.awaitStreaming();
  }

  private static CatalogDatabase partitioned() {
    CatalogDatabase database = CatalogDatabase.start();
    database.partitionProducts();
    database.sql(
        "alter table products replica identity full",
        "alter table products_0 replica identity full",
        "alter table products_1 replica identity full",
        "alter publication freshet set table products, product_images, categories",
        "alter publication freshet set (publish_via_partition_root = true)",
        "insert into categories (id, slug, name) values (1, 'a', 'A')",
        "insert into products (id, sku, name, category_id, price)"
            + " select i, 'S' || i, 'N', 1, 1 from generate_series(1, 10) i");
    return database;
  }
}
