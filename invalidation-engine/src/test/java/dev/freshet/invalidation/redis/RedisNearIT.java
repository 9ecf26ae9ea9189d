package dev.freshet.invalidation.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.invalidation.cache.Checkpoint;
import dev.freshet.keys.MaintainedKinds;
import dev.freshet.keys.Namespace;
import dev.freshet.keys.Watermark;
import dev.freshet.keys.near.NearDeletion;
import dev.freshet.keys.near.NearMessage;
import dev.freshet.keys.near.NearTerms;
import dev.freshet.local.redis.LocalRedis;
import dev.freshet.redis.RedisConnection;
import dev.freshet.redis.RedisSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisNearIT {

  private static final Namespace NAMESPACE = CatalogKeys.NAMESPACE;
  private static final Duration BLOCK = Duration.ofMillis(100);
  private static final NearDeletion ENTRY = new NearDeletion("run", 1, Set.of(1L));

  private static LocalRedis redis;
  private static RedisConnection connection;
  private static RedisConnection waiting;
  private RedisCache cache;
  private RedisNear near;

  @BeforeAll
  static void start() {
    redis = LocalRedis.start();
    connection = open(redis.uri());
    waiting = open(redis.uri());
  }

  @AfterAll
  static void stop() {
    connection.close();
    waiting.close();
    redis.close();
  }

  @BeforeEach
  void begin() throws Exception {
    redis.command("CONFIG SET maxmemory 0");
    redis.command("FLUSHALL");
    cache = new RedisCache(connection, NAMESPACE);
    near = new RedisNear(connection, waiting, BLOCK, NAMESPACE);
    store("run", Optional.empty());
    near.takeOver(cache.nodes());
  }

  @Test
  void onlyTheRunOfTheWatermarkPublishes() throws Exception {
    assertThat(near.publish(ENTRY)).isTrue();
    assertThat(near.publish(new NearDeletion("other", 1, Set.of()))).isFalse();

    assertThat(redis.command("XLEN " + NAMESPACE.nearDeletions())).isEqualTo(":1");
  }

  @Test
  void theStreamOfDeletionsIsBounded() throws Exception {
    for (int i = 1; i <= NearTerms.DELETIONS_KEPT + 500; i++) {
      near.publish(new NearDeletion("run", i, Set.of(1L)));
    }
    assertThat(Integer.parseInt(redis.command("XLEN " + NAMESPACE.nearDeletions()).substring(1)))
        .isLessThan(NearTerms.DELETIONS_KEPT + 200);
  }

  @Test
  void onlyTheRunOfTheWatermarkGrants() throws Exception {
    assertThat(near.grant("run", Map.of("a", 3L), Set.of())).isTrue();
    assertThat(near.grant("other", Map.of("b", 1L), Set.of("a"))).isFalse();

    assertThat(granted("a")).isEqualTo("3");
    assertThat(granted("b")).isEmpty();
  }

  @Test
  void whoIsGoneIsGrantedNothingAnyMore() throws Exception {
    near.grant("run", Map.of("a", 3L, "b", 1L), Set.of());
    near.grant("run", Map.of("b", 2L), Set.of("a"));

    assertThat(granted("a")).isEmpty();
    assertThat(granted("b")).isEqualTo("2");
  }

  /** What was deleted since may be there again. */
  @Test
  void aServerThatCameBackAsItWasEarlierGrantsNothing() throws Exception {
    try (LocalRedis other = LocalRedis.start();
        RedisConnection commands = open(other.uri());
        RedisConnection blocking = open(other.uri())) {
      cache = new RedisCache(commands, NAMESPACE);
      RedisNear there = new RedisNear(commands, blocking, BLOCK, NAMESPACE);
      store("run", Optional.empty());
      String nodes = cache.nodes();
      there.takeOver(nodes);
      assertThat(there.grant("run", Map.of("a", 1L), Set.of())).isTrue();
      other.saveSnapshot();
      other.kill();
      other.startAgainFromSnapshot();
      assertThat(other.command("HEXISTS %s run".formatted(NAMESPACE.watermark()))).isEqualTo(":1");
      await().ignoreExceptions().until(() -> !there.grant("run", Map.of("a", 2L), Set.of()));
      there.takeOver(nodes);
      assertThat(there.grant("run", Map.of("a", 2L), Set.of())).isFalse();

      there.takeOver(cache.nodes());
      assertThat(there.grant("run", Map.of("a", 3L), Set.of())).isTrue();
    }
  }

  @Test
  void theWatermarkSaysThatThereAreLeasesUntilTheyAreForgotten() throws Exception {
    assertThat(near.takeOver(cache.nodes())).isFalse();
    near.grant("run", Map.of("a", 1L), Set.of());
    store("run", Optional.of("run"));
    store("next", Optional.of("run"));
    assertThat(near.takeOver(cache.nodes())).isTrue();
    assertThat(granted("a")).isEmpty();

    near.forgetGrants("run");
    assertThat(near.takeOver(cache.nodes())).isTrue();
    near.forgetGrants("next");
    assertThat(near.takeOver(cache.nodes())).isFalse();
  }

  @Test
  void messagesComeInTheirOrderOnceFromWhenItBegan() throws Exception {
    tell(new NearMessage("early", "run", 1, 0));
    assertThat(near.receive()).isEmpty();
    NearMessage first = new NearMessage("a", "run", 1, 0);
    NearMessage second = new NearMessage("a", "run", NearMessage.NONE, 2);
    tell(first);
    redis.command("XADD " + NAMESPACE.nearMembers() + " * any thing");
    tell(second);

    assertThat(near.receive()).containsExactly(first, second);
    assertThat(near.receive()).isEmpty();
  }

  @Test
  void whileRedisIsFullDeletionsArePublished() throws Exception {
    near.publish(ENTRY);
    redis.command("CONFIG SET maxmemory 1");

    assertThat(near.publish(new NearDeletion("run", 2, Set.of(2L)))).isTrue();
    assertThat(redis.command("XLEN " + NAMESPACE.nearDeletions())).isEqualTo(":2");
  }

  @Test
  void keysOfAnotherTypeAreReplaced() throws Exception {
    redis.command("SET " + NAMESPACE.nearDeletions() + " x");
    redis.command("SET " + NAMESPACE.nearGrants() + " x");

    assertThat(near.publish(ENTRY)).isTrue();
    assertThat(near.grant("run", Map.of("a", 1L), Set.of())).isTrue();
    assertThat(granted("a")).isEqualTo("1");
  }

  @Test
  void theRightsOfTheDocumentSuffice() throws Exception {
    redis.expectOk(
        "ACL SETUSER near on >deletes ~product* ~{product* +eval +info +hget +hset +hdel +unlink +xadd"
            + " +xtrim +xread +xrevrange +@connection");
    String uri = redis.uri().replace("redis://", "redis://near:deletes@");
    try (RedisConnection limited = open(uri);
        RedisConnection limitedWaiting = open(uri)) {
      RedisNear as = new RedisNear(limited, limitedWaiting, BLOCK, NAMESPACE);
      assertThat(as.takeOver(cache.nodes())).isFalse();
      assertThat(as.publish(ENTRY)).isTrue();
      assertThat(as.grant("run", Map.of("a", 1L), Set.of("b"))).isTrue();
      assertThat(as.receive()).isEmpty();
      as.forgetGrants("run");
      assertThat(as.takeOver(cache.nodes())).isFalse();
    }
  }

  private static void tell(NearMessage message) {
    redis.command(
        "XADD %s * %s"
            .formatted(
                NAMESPACE.nearMembers(),
                message.fields().entrySet().stream()
                    .map(field -> field.getKey() + " " + field.getValue())
                    .collect(Collectors.joining(" "))));
  }

  private String granted(String session) throws InterruptedException {
    byte[] number =
        connection.ask(
            commands ->
                commands.hget(NAMESPACE.nearGrants().getBytes(UTF_8), session.getBytes(UTF_8)));
    return number == null ? "" : new String(number, UTF_8);
  }

  private void store(String run, Optional<String> before) throws InterruptedException {
    Watermark watermark =
        new Watermark(
            "0/1", Optional.empty(), "slot", "7", "1", "host", Optional.empty(), Optional.empty());
    Checkpoint checkpoint =
        new Checkpoint(watermark, "tables", cache.nodes(), new MaintainedKinds(Map.of()), run);
    assertThat(cache.store(checkpoint, before)).isPresent();
  }

  private static RedisConnection open(String uri) {
    RedisConnection opened =
        RedisConnection.open(new RedisSettings(uri, Duration.ofSeconds(5), Duration.ofSeconds(5)));
    await().until(opened::isConnected);
    return opened;
  }
}
