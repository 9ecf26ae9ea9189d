package dev.freshet.invalidator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.keys.CacheKey;
import dev.freshet.local.redis.LocalRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The registry of pages when it is lost, and when there are too many pages. */
class RegistryIT {

  private static final int MAX_LIVE = 50;

  private static CatalogDatabase database;

  @BeforeAll
  static void start() {
    database = CatalogDatabase.start();
    database.sql(
        "insert into categories (id, slug, name) values (1, 'a', 'A')",
        "insert into products (id, sku, name, category_id, price) values (1, 'S1', 'One', 1, 10)");
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @Test
  void aRegistryThatRedisEvictsPurgesAllPages() {
    try (LocalRedis redis = LocalRedis.start("maxmemory-policy allkeys-lru");
        TestCache cache = new TestCache(redis.uri());
        RunningInvalidator invalidator = invalidator(redis.uri())) {
      awaitRegistryPurges(invalidator, 1);
      CacheKey listing = cache.fillListing(page(1));
      await().until(() -> invalidator.value("cdc.listings.live") == 1);
      // Less than the server needs for itself: one key after the other goes.
      assertThat(redis.command("CONFIG SET maxmemory 100kb")).isEqualTo("+OK");
      await()
          .until(
              () -> {
                redis.command("SET filler x");
                return !cache.has(CatalogKeys.NAMESPACE.pageRegistry());
              });
      assertThat(redis.command("CONFIG SET maxmemory 0")).isEqualTo("+OK");

      awaitRegistryPurges(invalidator, 2);
      await().until(() -> invalidator.value("cdc.listings.live") == 0);
      cache.fillListing(page(1));
      database.sql("update products set price = price + 1 where id = 1");
      cache.awaitGone(listing);
    }
  }

  @Test
  void pagesBeyondTheMostAreDeletedAndReadersAreTold() {
    try (LocalRedis redis = LocalRedis.start();
        TestCache cache = new TestCache(redis.uri())) {
      try (RunningInvalidator invalidator = invalidator(RunningInvalidator.leastRights(redis))) {
        awaitRegistryPurges(invalidator, 1);
        List<CacheKey> pages =
            IntStream.rangeClosed(1, MAX_LIVE + 5)
                .mapToObj(page -> cache.fillListing(page(page)))
                .toList();

        cache.awaitGone(pages.subList(MAX_LIVE, MAX_LIVE + 5).toArray(CacheKey[]::new));
        assertThat(pages.subList(0, MAX_LIVE)).allMatch(cache::holds);
        await().until(() -> cache.has(CatalogKeys.NAMESPACE.pageRegistryFull()));
        await().until(() -> invalidator.value("cdc.listings.refused") == 5);
        await().until(() -> invalidator.value("cdc.listings.live") == MAX_LIVE);

        database.sql("update products set price = price + 1 where id = 1");

        cache.awaitGone(pages.toArray(CacheKey[]::new));
        await().until(() -> !cache.has(CatalogKeys.NAMESPACE.pageRegistryFull()));
        await().until(() -> invalidator.value("cdc.listings.live") == 0);
      }
    }
  }

  @Test
  void aRegistryWhoseIdsAreLaterThanTheClockIsBegunAnew() {
    try (LocalRedis redis = LocalRedis.start();
        TestCache cache = new TestCache(redis.uri());
        RunningInvalidator invalidator = invalidator(RunningInvalidator.leastRights(redis))) {
      awaitRegistryPurges(invalidator, 1);
      cache.append("18446744073709551615-18446744073709551614", Map.of("mark", ""));
      cache.fillListing(page(1));

      // Redis has no id left to give, so that readers cannot register until the next trim.
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> invalidator.value("cdc.purges", "cause", "registry") >= 2);
      await().until(() -> cache.has(CatalogKeys.NAMESPACE.pageRegistry()));
      CacheKey listing = cache.fillListing(page(2));
      database.sql("update products set price = price + 1 where id = 1");
      cache.awaitGone(listing);
    }
  }

  private static RunningInvalidator invalidator(String redisUri) {
    return RunningInvalidator.start(database, redisUri, "freshet.listings.max-live", "" + MAX_LIVE)
        .awaitStreaming();
  }

  private static void awaitRegistryPurges(RunningInvalidator invalidator, double count) {
    await().until(() -> invalidator.value("cdc.purges", "cause", "registry") >= count);
  }

  private static ListingParams page(int page) {
    return ListingParams.of(name -> name.equals("page") ? Integer.toString(page) : null);
  }
}
