package dev.freshet.benchmarks.capture;

import static org.awaitility.Awaitility.await;

import dev.freshet.benchmarks.harness.Metrics;
import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.catalog.listings.ListingParams;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.Map;

/** Listings that are registered as an API does it before it loads them. */
final class Listings {

  private static final int CATEGORIES = 25;
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private Listings() {}

  /** Registers so many different ones and waits until the follower, which is new, knows them. */
  static void register(CapturedServers servers, Follower follower, int count) {
    // It then forgets all listings, of which a registry as young as this one may lack some.
    await("the follower has purged for the new registry")
        .atMost(LIMIT)
        .until(() -> Metrics.sum(follower.process(), "cdc_purges_total{cause=\"registry\"}") > 0);
    RedisClient client = RedisClient.create(servers.redis().uri());
    try {
      RedisAsyncCommands<String, String> redis = client.connect().async();
      for (int i = 0; i < count; i++) {
        redis.xadd(
            CatalogKeys.NAMESPACE.pageRegistry(), ListedPages.CATALOG.listing(params(i)).fields());
      }
      await("the listings are all live")
          .atMost(LIMIT)
          .until(() -> Metrics.sum(follower.process(), "cdc_listings_live") == count);
    } finally {
      client.shutdown();
    }
  }

  /** Prices from the lowest up, so that a product is within more of them the more there are. */
  private static ListingParams params(int number) {
    Map<String, String> query =
        Map.of(
            "category_id",
            Integer.toString(number % CATEGORIES + 1),
            "min_price",
            "%d.%02d".formatted(number / CATEGORIES / 100, number / CATEGORIES % 100),
            "sort",
            "price",
            "page",
            "1");
    return ListingParams.of(query::get);
  }
}
