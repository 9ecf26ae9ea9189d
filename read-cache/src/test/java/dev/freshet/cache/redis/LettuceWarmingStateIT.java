package dev.freshet.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.cache.WarmingState;
import dev.freshet.catalog.CatalogKeys;
import dev.freshet.local.redis.LocalRedis;
import dev.freshet.local.redis.LocalRedisCluster;
import dev.freshet.redis.RedisConnection;
import dev.freshet.redis.RedisSettings;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LettuceWarmingStateIT {

  private static final Duration LONG = Duration.ofMinutes(1);

  /** As docs/adopting.md has them, without those that can be spared. */
  private static final String RIGHTS =
      "+get +set +del +eval +exists +time +hgetall +xadd +xlen +xtrim +@connection";

  private static LocalRedis redis;
  private static RedisConnection connection;
  private static WarmingState state;

  @BeforeAll
  static void start() {
    redis = LocalRedis.start();
    connection = openAs("api", RIGHTS + " +pttl +memory|usage");
    state = state(connection);
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
  void oneHasTheLockUntilItGivesItBack() {
    assertThat(state.take("first", LONG)).isTrue();
    assertThat(state.take("second", LONG)).isFalse();
    state.release("second");
    assertThat(state.take("second", LONG)).isFalse();
    state.release("first");
    assertThat(state.take("second", LONG)).isTrue();
  }

  @Test
  void theLockExpiresUnlessItIsRenewed() {
    assertThat(state.take("first", Duration.ofMillis(300))).isTrue();
    assertThat(state.renew("second", LONG)).isFalse();
    await().until(() -> state.take("second", LONG));
    assertThat(state.renew("first", LONG)).isFalse();

    assertThat(state.renew("second", Duration.ofMillis(300))).isTrue();
    await().until(() -> state.take("third", LONG));
  }

  @Test
  void whatWasWarmedIsRememberedByItsHolderOnly() {
    assertThat(state.warmed()).isEmpty();
    assertThat(state.finish("nobody", "1")).isFalse();
    state.take("first", LONG);
    assertThat(state.finish("second", "2")).isFalse();
    assertThat(state.warmed()).isEmpty();
    assertThat(state.finish("first", "3")).isTrue();
    assertThat(state.warmed()).contains("3");
    assertThat(redis.command("EXISTS " + CatalogKeys.NAMESPACE.warmingLock())).isEqualTo(":0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"LPUSH %s x", "HSET %s a b", "SET %s x"})
  void aLockOfAnotherTypeOrWithoutAnEndIsNobodys(String garbage) {
    String put = garbage.formatted(CatalogKeys.NAMESPACE.warmingLock());
    redis.command(put);
    assertThat(state.renew("first", LONG)).isFalse();
    assertThat(state.finish("first", "1")).isFalse();
    state.release("first");
    assertThat(state.take("first", LONG)).isTrue();

    redis.command("DEL " + CatalogKeys.NAMESPACE.warmingLock());
    redis.command(put);
    try (RedisConnection fewer = openAs("fewer", RIGHTS)) {
      assertThat(state(fewer).take("first", LONG)).isEqualTo(!garbage.startsWith("SET"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"LPUSH %s x", "HSET %s a b"})
  void aMarkOfAnotherTypeIsNoneAndIsReplaced(String garbage) {
    redis.command(garbage.formatted(CatalogKeys.NAMESPACE.warmed()));
    assertThat(state.warmed()).isEmpty();

    state.take("first", LONG);
    assertThat(state.finish("first", "1")).isTrue();
    assertThat(state.warmed()).contains("1");
  }

  @Test
  void worksInACluster() {
    try (LocalRedisCluster cluster = LocalRedisCluster.start();
        RedisConnection toCluster = open(cluster.uri())) {
      WarmingState clustered = state(toCluster);
      assertThat(clustered.take("first", LONG)).isTrue();
      assertThat(clustered.renew("first", LONG)).isTrue();
      assertThat(clustered.finish("first", "1")).isTrue();
      assertThat(clustered.warmed()).contains("1");
    }
  }

  private static WarmingState state(RedisConnection connection) {
    return new LettuceWarmingState(new LettuceCommands(connection), CatalogKeys.NAMESPACE);
  }

  private static RedisConnection openAs(String user, String rights) {
    assertThat(redis.command("ACL SETUSER " + user + " on >secret ~product* ~{product* " + rights))
        .isEqualTo("+OK");
    return open("redis://" + user + ":secret@127.0.0.1:" + redis.port());
  }

  private static RedisConnection open(String uri) {
    RedisConnection opened =
        RedisConnection.open(new RedisSettings(uri, Duration.ofSeconds(5), Duration.ofSeconds(2)));
    await().until(opened::isConnected);
    return opened;
  }
}
