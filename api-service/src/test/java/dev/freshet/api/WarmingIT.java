package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.cache.redis.WatermarkWriter;
import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.keys.Watermark;
import dev.freshet.local.postgres.LocalPostgres;
import dev.freshet.local.redis.LocalRedis;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two APIs warm the cache that they share; the test purges it as the invalidator does. */
class WarmingIT {

  private static final String DATABASE = "warming";
  private static final int PRODUCTS = 30;
  private static final String MARK = "GET " + CatalogKeys.NAMESPACE.warmed();
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final List<String> PATHS =
      Stream.concat(
              IntStream.rangeClosed(1, PRODUCTS).mapToObj(id -> "/products/" + id),
              Stream.of("/products?page_size=5", "/categories/1/products"))
          .toList();
  private static final List<String> KEYS =
      Stream.concat(
              IntStream.rangeClosed(1, PRODUCTS).mapToObj(id -> "product:" + id),
              Stream.of(
                  ListedPages.CATALOG
                      .listing(ListingParams.of(name -> name.equals("page_size") ? "5" : null))
                      .key()
                      .name(),
                  "products:category:1"))
          .toList();

  private static LocalPostgres postgres;
  private static LocalRedis redis;
  private static TestApi first;
  private static TestApi second;

  private double runsBefore;
  private double warmedByFirst;
  private double warmedBySecond;

  @BeforeAll
  static void start() {
    postgres = LocalPostgres.start();
    redis = LocalRedis.start();
    TestApi.createDatabase(postgres, DATABASE);
    first = startApi();
    second = startApi();
    TestApi.sql(
        postgres,
        DATABASE,
        "insert into categories (slug, name) values ('c', 'C')",
        "insert into products (sku, name, category_id, price)"
            + " select 'S' || i, 'N' || i, 1, i from generate_series(1, "
            + PRODUCTS
            + ") i");
    for (String path : PATHS) {
      first.get(path);
      second.get(path);
    }
  }

  private static TestApi startApi() {
    return TestApi.start(
        postgres,
        DATABASE,
        redis,
        "freshet.warming.keys=" + PATHS.size(),
        "freshet.warming.rate=1000");
  }

  /** A cache that is warm, and known to be. */
  @BeforeEach
  void begin() {
    redis.command("FLUSHALL");
    await()
        .atMost(LIMIT)
        .until(() -> cached() == KEYS.size() && !redis.command(MARK).equals("$-1"));
    runsBefore = runs(first) + runs(second);
    warmedByFirst = warmed(first);
    warmedBySecond = warmed(second);
  }

  @AfterAll
  static void stop() {
    first.close();
    second.close();
    redis.close();
    postgres.close();
  }

  @Test
  void afterAPurgeExactlyOneInstanceWarmsTheCache() {
    double misses = misses();
    purge(1);
    awaitWarm();

    assertThat(List.of(warmed(first) - warmedByFirst, warmed(second) - warmedBySecond))
        .as("one has loaded all, the other nothing")
        .containsExactlyInAnyOrder((double) PATHS.size(), 0.0);
    assertThat(misses() - misses).isEqualTo(PATHS.size());
    for (String path : PATHS) {
      assertThat(TestApi.cacheStatus(first.get(path))).as(path).isEqualTo("freshet; hit");
    }
    assertThat(redis.command("XLEN " + CatalogKeys.NAMESPACE.pageRegistry()))
        .as("two pages are registered, and say what they show, and that twice")
        .isEqualTo(":8");
  }

  @Test
  void aRedisThatComesBackEmptyIsWarmed() {
    redis.kill();
    redis.startAgain();
    awaitWarm();
  }

  @Test
  void anotherTakesOverWhenTheLockOfADeadHolderExpires() {
    assertThat(redis.command("SET " + CatalogKeys.NAMESPACE.warmingLock() + " dead-holder PX 6000"))
        .isEqualTo("+OK");
    purge(1);
    await()
        .during(Duration.ofSeconds(2))
        .atMost(LIMIT)
        .until(() -> runs(first) + runs(second) == runsBefore && cached() == 0);
    awaitWarm();
  }

  @Test
  void anInstanceThatKnowsNothingLeavesItToTheOther() {
    try (TestApi third = startApi()) {
      purge(1);
      awaitWarm();
      assertThat(runs(third)).isZero();
    }
  }

  private void awaitWarm() {
    await()
        .atMost(LIMIT)
        .until(() -> runs(first) + runs(second) == runsBefore + 1 && cached() == KEYS.size());
    assertThat(redis.command("EXISTS " + CatalogKeys.NAMESPACE.warmingLock())).isEqualTo(":0");
  }

  /** Everything is gone, and the watermark says so. */
  private static void purge(int at) {
    redis.command("UNLINK " + String.join(" ", KEYS));
    WatermarkWriter.write(redis, Duration.ZERO);
    redis.command(
        "HSET " + CatalogKeys.NAMESPACE.watermark() + " " + Watermark.PURGED_AT + " " + at);
  }

  private static int cached() {
    return Integer.parseInt(redis.command("EXISTS " + String.join(" ", KEYS)).substring(1));
  }

  private static double misses() {
    return Stream.of(first, second)
        .flatMap(api -> Stream.of("product", "listing", "category").map(kind -> misses(api, kind)))
        .mapToDouble(Double::doubleValue)
        .sum();
  }

  private static double misses(TestApi api, String kind) {
    return api.metric("cache_misses_total{application=\"api-service\",kind=\"" + kind + "\"}");
  }

  private static double warmed(TestApi api) {
    return Stream.of("product", "listing", "category")
        .mapToDouble(
            kind ->
                api.metric("cache_warmed_total{application=\"api-service\",kind=\"" + kind + "\"}"))
        .sum();
  }

  private static double runs(TestApi api) {
    return api.metric("cache_warming_runs_total{application=\"api-service\",result=\"finished\"}");
  }
}
