package dev.freshet.invalidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.keys.CacheKey;
import dev.freshet.local.redis.LocalRedisCluster;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The same on a Redis Cluster of three masters. */
class RedisClusterIT {

  @Test
  void deletesAndPurgesOnEveryNode() {
    try (CatalogDatabase database = CatalogDatabase.start();
        LocalRedisCluster redis = LocalRedisCluster.start();
        TestCache cache = new TestCache(redis.uri());
        RunningInvalidator invalidator =
            RunningInvalidator.start(database, redis.uri()).awaitStreaming()) {
      CacheKey[] products =
          LongStream.rangeClosed(1, 60).mapToObj(CatalogKeys::product).toArray(CacheKey[]::new);
      CacheKey unrelated = CatalogKeys.product(999);
      cache.fill(products);
      cache.fill(unrelated, CatalogKeys.category(1));
      CacheKey[] listings =
          IntStream.rangeClosed(1, 20)
              .mapToObj(page -> cache.fillListing(page(page)))
              .toArray(CacheKey[]::new);
      assertThat(redis.nodes()).allMatch(node -> !node.command("DBSIZE").equals(":0"));

      database.sql(
          "insert into categories (id, slug, name) values (1, 'a', 'A')",
          "insert into products (id, sku, name, category_id, price)"
              + " select i, 'S' || i, 'N', 1, 1 from generate_series(1, 60) i");

      cache.awaitGone(products);
      cache.awaitGone(listings);
      cache.awaitGone(CatalogKeys.category(1));
      assertThat(cache.holds(unrelated)).isTrue();
      await().until(() -> invalidator.value("cdc.keys.deleted", "kind", "product") == 60);

      cache.fill(products);
      for (int i = 0; i < 60; i++) {
        cache.put("other:" + i);
      }
      database.sql("truncate products cascade");

      cache.awaitGone(products);
      cache.awaitGone(unrelated);
      assertThat(IntStream.range(0, 60).mapToObj(i -> "other:" + i)).allMatch(cache::has);
    }
  }

  private static ListingParams page(int page) {
    return ListingParams.of(name -> name.equals("page") ? Integer.toString(page) : null);
  }
}
