package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.keys.CacheKeys;
import dev.freshet.keys.ListingParams;
import dev.freshet.keys.Watermark;
import dev.freshet.local.LocalPostgres;
import dev.freshet.local.LocalRedis;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two APIs warm the cache that they share; the test purges it as the invalidator does. */
class WarmingIT {

  private static final String DATABASE = "warming";
  private static final int PRODUCTS = 30;
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
                  ListingParams.of(name -> name.equals("page_size") ? "5" : null).key().name(),
                  "products:category:1"))
          .toList();

  private final LocalPostgres postgres = LocalPostgres.start();
  private final LocalRedis redis = LocalRedis.start();
  private TestApi first;
  private TestApi second;

  @BeforeEach
  void start() {
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
    await().atMost(LIMIT).until(() -> runs(first) + runs(second) == 1);
  }

  private TestApi startApi() {
    return TestApi.start(
        postgres,
        DATABASE,
        redis,
        "freshet.warming.keys=" + PATHS.size(),
        "freshet.warming.rate=1000");
  }

  @AfterEach
  void stop() {
    first.close();
    second.close();
    redis.close();
    postgres.close();
  }

  @Test
  void afterAPurgeExactlyOneInstanceWarmsTheCache() {
    double misses = misses();
    purge(1);
    awaitWarm(2);

    assertThat(List.of(warmed(first), warmed(second)))
        .as("one has loaded all, the other nothing")
        .containsExactlyInAnyOrder((double) PATHS.size(), 0.0);
    assertThat(misses() - misses).isEqualTo(PATHS.size());
    for (String path : PATHS) {
      assertThat(TestApi.cacheStatus(first.get(path))).as(path).isEqualTo("freshet; hit");
    }
    assertThat(redis.command("XLEN " + CacheKeys.PAGE_REGISTRY))
        .as("pages are registered, and say what they show, twice each")
        .isEqualTo(":8");
  }

  @Test
  void aRedisThatComesBackEmptyIsWarmed() {
    redis.kill();
    redis.startAgain();
    awaitWarm(2);
  }

  @Test
  void anotherTakesOverWhenTheLockOfADeadHolderExpires() {
    assertThat(redis.command("SET " + CacheKeys.WARMING_LOCK + " dead-holder PX 6000"))
        .isEqualTo("+OK");
    purge(1);
    await()
        .during(Duration.ofSeconds(2))
        .atMost(LIMIT)
        .until(() -> runs(first) + runs(second) == 1 && cached() == 0);
    awaitWarm(2);
  }

  @Test
  void anInstanceThatKnowsNothingLeavesItToTheOther() {
    double before = runs(first);
    second.close();
    second = startApi();
    purge(1);
    await().atMost(LIMIT).until(() -> runs(first) == before + 1);
    assertThat(cached()).isEqualTo(KEYS.size());
    assertThat(runs(second)).isZero();
  }

  private void awaitWarm(int runs) {
    await()
        .atMost(LIMIT)
        .until(() -> runs(first) + runs(second) == runs && cached() == KEYS.size());
    assertThat(redis.command("EXISTS " + CacheKeys.WARMING_LOCK)).isEqualTo(":0");
  }

  /** Everything is gone, and the watermark says so. */
  private void purge(int at) {
    redis.command("UNLINK " + String.join(" ", KEYS));
    WatermarkWriter.write(redis, Duration.ZERO);
    redis.command("HSET " + CacheKeys.WATERMARK + " " + Watermark.PURGED_AT + " " + at);
  }

  private int cached() {
    return Integer.parseInt(redis.command("EXISTS " + String.join(" ", KEYS)).substring(1));
  }

  private double misses() {
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
