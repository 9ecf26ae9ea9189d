package dev.freshet.invalidator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.FenceToken;
import dev.freshet.local.redis.LocalRedis;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever somebody puts under a key of the cache's own, changes go on to be applied. */
class OddRedisIT {

  private static final FenceToken FENCE = new FenceToken("odd");
  private static final CacheKey PRODUCT = CatalogKeys.product(1);
  private static final ListingParams LISTING = ListingParams.of(name -> null);

  /** The keys that exist once, and one of each kind that exists often. */
  private static final List<String> KEYS =
      List.of(
          CatalogKeys.NAMESPACE.watermark(),
          CatalogKeys.NAMESPACE.pageRegistry(),
          CatalogKeys.NAMESPACE.warmingLock(),
          CatalogKeys.NAMESPACE.warmed(),
          CatalogKeys.NAMESPACE.fence(FENCE),
          PRODUCT.name(),
          PRODUCT.lease());

  /** What makes a key of each type, and streams that no clock has made. */
  private static final List<String> GARBAGE =
      List.of(
          "SET %s garbage",
          "LPUSH %s garbage",
          "SADD %s garbage",
          "ZADD %s 1 garbage",
          "HSET %s garbage garbage",
          "HSET %s lsn x/y commit_time \"\" slot freshet system_identifier 1 timeline 1 instance x"
              + " tables x nodes x run x",
          "XADD %s * garbage garbage",
          "XADD %s 18446744073709551615-18446744073709551615 garbage garbage");

  private static CatalogDatabase database;
  private static LocalRedis redis;
  private static TestCache cache;
  private RunningInvalidator invalidator;

  @BeforeAll
  static void start() {
    database = CatalogDatabase.start();
    redis = LocalRedis.start();
    cache = new TestCache(redis.uri());
    database.addProducts(3);
  }

  @AfterAll
  static void stop() {
    cache.close();
    redis.close();
    database.close();
  }

  @BeforeEach
  void startStreaming() {
    cache.flush();
    invalidator =
        RunningInvalidator.start(database, RunningInvalidator.leastRights(redis)).awaitStreaming();
    cache.awaitApplied(database);
  }

  @AfterEach
  void stopInvalidator() {
    invalidator.close();
  }

  static Stream<Arguments> keys() {
    return KEYS.stream().map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void aKeyOfAnyTypeFailsNothingForLong(String key) {
    for (String garbage : GARBAGE) {
      cache.delete(key);
      put(garbage, key);

      assertGoesOn();
    }
  }

  @Test
  void whatSaysThatTheRegistryIsFullWhereItIsNotGoes() {
    put("LPUSH %s garbage", CatalogKeys.NAMESPACE.pageRegistryFull());

    awaitShortly().until(() -> !cache.has(CatalogKeys.NAMESPACE.pageRegistryFull()));
  }

  @Test
  void startsWithAnythingUnderItsKeys() {
    for (String garbage : GARBAGE) {
      invalidator.close();
      KEYS.forEach(
          key -> {
            cache.delete(key);
            put(garbage, key);
          });

      invalidator = RunningInvalidator.start(database, redis.uri()).awaitStreaming();

      assertGoesOn();
    }
  }

  @Test
  void aStreamThatIsEmptyAndCanGiveNoMoreIdsIsBegunAnew() {
    invalidator.close();
    cache.delete(CatalogKeys.NAMESPACE.pageRegistry());
    put(
        "XADD %s 18446744073709551615-18446744073709551615 a b",
        CatalogKeys.NAMESPACE.pageRegistry());
    assertThat(redis.command("XTRIM " + CatalogKeys.NAMESPACE.pageRegistry() + " MAXLEN 0"))
        .isEqualTo(":1");

    invalidator = RunningInvalidator.start(database, redis.uri()).awaitStreaming();

    assertGoesOn();
  }

  /** As many as it takes to meet what nobody has thought of. */
  @Test
  void noEntryOfTheRegistryFailsABatch() {
    Random random = new Random(7);
    List<String> names =
        List.of("of", "ids", "first", "last", "hash", "params", "category", "mark");
    List<String> values =
        List.of(
            "",
            "x",
            "-1",
            "0",
            "7",
            "1,2",
            "1,,2",
            "9223372036854775808",
            "{}",
            "null",
            LISTING.canonical(),
            LISTING.hash(),
            "18446744073709551615-18446744073709551615",
            "1-1",
            "é\u0000\uD83D\uDE00");
    for (int round = 0; round < 20; round++) {
      String id = "1-1";
      for (int i = 0; i < 50; i++) {
        Map<String, String> fields = new HashMap<>();
        for (int field = 0; field <= random.nextInt(4); field++) {
          String value = random.nextInt(5) == 0 ? id : values.get(random.nextInt(values.size()));
          fields.put(names.get(random.nextInt(names.size())), value);
        }
        id = cache.append(fields);
      }
      assertGoesOn();
    }
  }

  @Test
  void aWatermarkWithOddFieldsIsRepaired() {
    for (int i = 0; i < 10_000; i += 100) {
      StringBuilder fields = new StringBuilder("HSET " + CatalogKeys.NAMESPACE.watermark());
      for (int j = i; j < i + 100; j++) {
        fields.append(" garbage").append(j).append(" x");
      }
      assertThat(redis.command(fields.toString())).startsWith(":");
    }

    assertGoesOn();

    awaitShortly().until(() -> Integer.parseInt(hlen()) < 20);
  }

  private static String hlen() {
    return redis.command("HLEN " + CatalogKeys.NAMESPACE.watermark()).substring(1);
  }

  /** Changes of what is shown alone and in pages are applied, and fences passed. */
  private static void assertGoesOn() {
    cache.ask(redis -> redis.setnx(bytes(PRODUCT.name()), bytes("x")));
    awaitShortly().until(() -> register() != null);

    database.sql("update products set price = price + 1 where id = 1");

    cache.awaitGone(PRODUCT, ListedPages.CATALOG.listing(LISTING).key());
    cache.awaitApplied(database);
  }

  /** As a reader does; null if Redis does not take it. */
  private static @Nullable CacheKey register() {
    try {
      return cache.fillListing(LISTING);
    } catch (IllegalStateException e) {
      return null;
    }
  }

  private static ConditionFactory awaitShortly() {
    return await().atMost(Duration.ofSeconds(20));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static void put(String garbage, String key) {
    assertThat(redis.command(garbage.formatted(key))).doesNotStartWith("-");
  }
}
