package dev.freshet.invalidator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.keys.CacheKey;
import dev.freshet.local.redis.LocalRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.stream.LongStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Redis that has no memory left, or refuses to write for another reason. */
class FullRedisIT {

  private static final CacheKey PRODUCT = CatalogKeys.product(1);

  private static CatalogDatabase database;
  private static LocalRedis redis;
  private static TestCache cache;
  private RunningInvalidator invalidator;

  @BeforeAll
  static void start() {
    database = CatalogDatabase.start();
    redis = LocalRedis.start();
    cache = new TestCache(redis.uri());
    database.addProducts(50);
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
    set("maxmemory", "0");
    invalidator.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"noeviction", "volatile-lru", "volatile-ttl"})
  void changesAreAppliedAndFencesPassedWhileRedisIsFull(String policy) {
    CacheKey listing = cache.fillListing(page(1));
    cache.fill(PRODUCT);
    set("maxmemory-policy", policy);
    fillUp();

    database.sql("update products set price = price + 1 where id = 1");

    cache.awaitGone(PRODUCT, listing);
    String committed = String.valueOf(database.query("select pg_current_wal_lsn()"));
    awaitShortly().until(() -> database.hasAcknowledged(committed));
    assertThat(invalidator.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
    if (!policy.equals("noeviction")) {
      // What has a time to live goes as soon as it is there.
      set("maxmemory", "0");
    }
    cache.awaitApplied(database);
  }

  @Test
  void aRunBeginsAndPurgesWhileRedisIsFull() {
    cache.fill(PRODUCT, CatalogKeys.category(1));
    fillUp();
    invalidator.close();
    cache.delete(CatalogKeys.NAMESPACE.watermark());
    cache.delete(CatalogKeys.NAMESPACE.pageRegistry());

    invalidator = RunningInvalidator.start(database, redis.uri()).awaitStreaming();

    assertThat(cache.lacks(PRODUCT, CatalogKeys.category(1))).isTrue();
    awaitShortly().until(() -> cache.has(CatalogKeys.NAMESPACE.pageRegistry()));
    cache.awaitApplied(database);
  }

  /** Nothing of it can be evicted, so that it goes only if it is trimmed. */
  @Test
  void aRegistryThatIsMoreThanFitsIsTrimmed() {
    long old = System.currentTimeMillis() - Duration.ofMinutes(9).toMillis();
    cache.delete(CatalogKeys.NAMESPACE.pageRegistry());
    String filler = "x".repeat(4_000);
    for (int i = 1; i <= 2_000; i++) {
      cache.append(old + "-" + i, Map.of("mark", filler));
    }
    set("maxmemory-policy", "volatile-lru");
    set("maxmemory", Long.toString(used() - 1_000_000));
    assertFull();

    awaitShortly().until(() -> redis.command("SET {product:2}:lock x PX 1000").equals("+OK"));
  }

  /** What is evicted may be anything: the watermark, the registry, leases, fences. */
  @ParameterizedTest
  @ValueSource(strings = {"allkeys-lru", "allkeys-lfu", "allkeys-random"})
  void whatIsEvictedIsMadeUpFor(String policy) {
    CacheKey listing = cache.fillListing(page(1));
    CacheKey[] products =
        LongStream.rangeClosed(1, 50).mapToObj(CatalogKeys::product).toArray(CacheKey[]::new);
    cache.fill(products);
    set("maxmemory-policy", policy);
    // Less than the server needs for itself: every key goes, one after the other.
    set("maxmemory", "100kb");
    awaitShortly()
        .until(
            () -> {
              redis.command("SET filler x");
              return !cache.has(CatalogKeys.NAMESPACE.pageRegistry())
                  || !cache.has(CatalogKeys.NAMESPACE.watermark());
            });

    database.sql("update products set price = price + 1");
    set("maxmemory", "0");

    cache.awaitGone(products);
    cache.awaitGone(listing);
    cache.awaitApplied(database);
    awaitShortly().until(invalidator::isStreaming);
  }

  @Test
  void goesOnWhenEnoughReplicasAreThereAgain() {
    assertNamedAndHealed(
        "NOREPLICAS",
        () -> set("min-replicas-to-write", "1"),
        () -> set("min-replicas-to-write", "0"));
  }

  @Test
  void goesOnWhenSnapshotsCanBeWrittenAgain() {
    assumeTrue(
        redis.command("CONFIG SET dbfilename none.rdb").equals("+OK"),
        "a newer Redis does not let its files be named at run time");
    assertNamedAndHealed(
        "MISCONF",
        () -> {
          set("save", "\"3600 1000000\"");
          // A folder, which no file can replace.
          set("dbfilename", ".");
          redis.command("BGSAVE");
          awaitShortly().until(() -> redis.command("SET filler x").startsWith("-MISCONF"));
        },
        () -> set("save", "\"\""));
  }

  @Test
  void goesOnWhenTheServerIsMasterAgain() {
    assertNamedAndHealed(
        "READONLY", () -> ok("REPLICAOF 127.0.0.1 1"), () -> ok("REPLICAOF NO ONE"));
  }

  @Test
  void goesOnWhenAScriptHasEnded() throws Exception {
    set("lua-time-limit", "50");
    Socket script = new Socket("127.0.0.1", redis.port());
    try {
      assertNamedAndHealed(
          "BUSY",
          () -> {
            try {
              script.getOutputStream().write("EVAL \"while true do end\" 0\r\n".getBytes(UTF_8));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            awaitShortly().until(() -> redis.command("PING").startsWith("-BUSY"));
          },
          () -> ok("SCRIPT KILL"));
    } finally {
      script.close();
    }
  }

  private void assertNamedAndHealed(String problem, Runnable begin, Runnable heal) {
    cache.fill(PRODUCT);
    begin.run();
    try {
      database.sql("update products set price = price + 1 where id = 1");
      awaitShortly().until(() -> readiness().contains(problem));
    } finally {
      heal.run();
    }
    cache.awaitGone(PRODUCT);
    cache.awaitApplied(database);
    awaitShortly().until(() -> !readiness().contains("problem"));
  }

  private String readiness() {
    return invalidator.get("/actuator/health/readiness").body();
  }

  /** From now on Redis refuses what may take memory. */
  private static void fillUp() {
    // Less than the server needs for itself.
    set("maxmemory", "100kb");
    assertFull();
  }

  private static void assertFull() {
    assertThat(redis.command("SET more x")).startsWith("-OOM");
  }

  private static long used() {
    return cache
        .ask(commands -> commands.info("memory"))
        .lines()
        .filter(line -> line.startsWith("used_memory:"))
        .mapToLong(line -> Long.parseLong(line.substring("used_memory:".length())))
        .findFirst()
        .orElseThrow();
  }

  private static void set(String name, String value) {
    ok("CONFIG SET " + name + " " + value);
  }

  private static void ok(String command) {
    assertThat(redis.command(command)).isEqualTo("+OK");
  }

  private static ConditionFactory awaitShortly() {
    return await().atMost(Duration.ofSeconds(25));
  }

  private static ListingParams page(int page) {
    return ListingParams.of(name -> name.equals("page") ? Integer.toString(page) : null);
  }
}
