package dev.freshet.api.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.CacheKeys;
import dev.freshet.keys.ListingParams;
import dev.freshet.local.LocalRedis;
import dev.freshet.local.LocalRedisCluster;
import dev.freshet.redis.RedisConnection;
import dev.freshet.redis.RedisSettings;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LettuceCacheStoreIT {

  private static final CacheKey KEY = CacheKey.product(42);
  private static final byte[] VALUE = "value".getBytes(UTF_8);
  private static final Duration TTL = Duration.ofMinutes(5);

  private static LocalRedis redis;
  private static RedisConnection connection;
  private static CacheStore store;

  @BeforeAll
  static void start() {
    redis = LocalRedis.start();
    connection = open(redis.uri());
    store = store(connection);
  }

  @AfterAll
  static void stop() {
    connection.close();
    redis.close();
  }

  @BeforeEach
  void empty() {
    redis.command("FLUSHALL");
  }

  @Test
  void theFirstTakesTheLeaseAndTheSecondLearnsWhoHasIt() {
    assertThat(store.get(KEY)).isNull();
    assertThat(store.acquire(KEY, "first", null).holder()).isEqualTo("first");
    assertThat(store.acquire(KEY, "second", null).holder()).isEqualTo("first");
    assertThat(redis.command("PTTL {product:42}:lock"))
        .matches(reply -> Long.parseLong(reply.substring(1)) > 9_000, "holds for 10 s");
  }

  @Test
  void aFillNeedsTheLeaseAndGivesItBack() {
    store.acquire(KEY, "first", null);

    assertThat(store.fill(KEY, "second", VALUE, TTL)).isFalse();
    assertThat(store.fill(KEY, "first", VALUE, TTL)).isTrue();
    assertThat(store.get(KEY)).isEqualTo(VALUE);
    assertThat(redis.command("EXISTS {product:42}:lock")).isEqualTo(":0");
    assertThat(redis.command("PTTL product:42"))
        .matches(reply -> Long.parseLong(reply.substring(1)) > 299_000, "lives for 5 min");
    assertThat(store.fill(KEY, "first", VALUE, TTL)).as("the lease is gone").isFalse();
  }

  @Test
  void aDeletedLeaseRefusesTheFill() {
    store.acquire(KEY, "first", null);
    redis.command("UNLINK product:42 {product:42}:lock");

    assertThat(store.fill(KEY, "first", VALUE, TTL)).isFalse();
    assertThat(redis.command("EXISTS product:42")).isEqualTo(":0");
  }

  @Test
  void aValueThatHasAppearedIsReturnedUnlessItIsKnownToBeUseless() {
    redis.command("SET product:42 value");

    assertThat(store.acquire(KEY, "first", null).value()).isEqualTo(VALUE);
    assertThat(store.acquire(KEY, "first", "other".getBytes(UTF_8)).value()).isEqualTo(VALUE);
    assertThat(store.acquire(KEY, "first", VALUE).holder()).isEqualTo("first");
  }

  @Test
  void onlyTheHolderReleases() {
    store.acquire(KEY, "first", null);
    store.release(KEY, "second");
    store.release(KEY, "first");
    await().until(() -> redis.command("EXISTS {product:42}:lock").equals(":0"));

    store.acquire(KEY, "third", null);
    store.release(KEY, "second");
    assertThat(store.acquire(KEY, "fourth", null).holder()).isEqualTo("third");
  }

  @Test
  void registrationsGoToTheStream() {
    ListingParams params = ListingParams.of(name -> null);
    store.register(params.registration());
    assertThat(redis.command("XLEN " + CacheKeys.LISTING_REGISTRY)).isEqualTo(":1");
  }

  @Test
  void aKeyOfAnotherTypeFailsByItself() {
    redis.command("LPUSH product:42 x");
    assertThatThrownBy(() -> store.get(KEY))
        .isInstanceOfSatisfying(
            CacheUnavailableException.class, e -> assertThat(e.ofOneKey()).isTrue());
    assertThatThrownBy(() -> store.acquire(KEY, "first", null))
        .isInstanceOfSatisfying(
            CacheUnavailableException.class, e -> assertThat(e.ofOneKey()).isTrue());
  }

  /** The rights that docs/adopting.md names. */
  @Test
  void anAclUserWithTheLeastRightsIsEnough() {
    redis.command(
        "ACL SETUSER api on >secret ~product* ~{product*"
            + " +get +set +del +eval +xadd +@connection");
    try (RedisConnection limited = open("redis://api:secret@127.0.0.1:" + redis.port())) {
      CacheStore limitedStore = store(limited);
      limitedStore.register(ListingParams.of(name -> null).registration());
      assertThat(limitedStore.acquire(KEY, "first", null).holder()).isEqualTo("first");
      assertThat(limitedStore.fill(KEY, "first", VALUE, TTL)).isTrue();
      assertThat(limitedStore.get(KEY)).isEqualTo(VALUE);
      limitedStore.acquire(CacheKey.product(43), "second", null);
      limitedStore.release(CacheKey.product(43), "second");
      await().until(() -> redis.command("EXISTS {product:43}:lock").equals(":0"));
    }
  }

  @Test
  void theScriptsRunOnEveryNodeOfACluster() {
    try (LocalRedisCluster cluster = LocalRedisCluster.start();
        RedisConnection toCluster = open(cluster.uri())) {
      CacheStore clustered = store(toCluster);
      ListingParams params = ListingParams.of(name -> null);
      clustered.register(params.registration());
      for (long id = 1; id <= 60; id++) {
        CacheKey key = CacheKey.product(id);
        assertThat(clustered.acquire(key, "token", null).holder()).isEqualTo("token");
        assertThat(clustered.fill(key, "token", VALUE, TTL)).isTrue();
        assertThat(clustered.get(key)).isEqualTo(VALUE);
      }
    }
  }

  private static CacheStore store(RedisConnection connection) {
    return new LettuceCacheStore(connection, Duration.ofSeconds(10), Duration.ofSeconds(2));
  }

  private static RedisConnection open(String uri) {
    RedisConnection connection =
        RedisConnection.open(new RedisSettings(uri, Duration.ofSeconds(5), Duration.ofSeconds(2)));
    await().until(connection::isConnected);
    return connection;
  }
}
