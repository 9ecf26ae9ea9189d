package dev.freshet.invalidation.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.invalidation.cache.Purge;
import dev.freshet.keys.CacheKey;
import dev.freshet.local.redis.LocalRedis;
import dev.freshet.local.redis.LocalRedisCluster;
import dev.freshet.redis.RedisConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Slots that a Redis Cluster moves to another node meanwhile. */
class MovingSlotsIT {

  private static final List<CacheKey> KEYS =
      LongStream.rangeClosed(1, 30).mapToObj(CatalogKeys::product).toList();

  private LocalRedisCluster cluster;
  private RedisConnection connection;
  private RedisCache cache;
  private final Map<LocalRedis, String> ids = new HashMap<>();

  @BeforeEach
  void start() throws Exception {
    cluster = LocalRedisCluster.start();
    connection = Connections.open(cluster.uri());
    cache = new RedisCache(connection, CatalogKeys.NAMESPACE);
    for (Future<String> answer : connection.clusterNodes()) {
      String[] myself =
          answer
              .get(5, TimeUnit.SECONDS)
              .lines()
              .filter(line -> line.contains("myself"))
              .findFirst()
              .orElseThrow()
              .split(" ");
      cluster.nodes().stream()
          .filter(node -> myself[1].startsWith("127.0.0.1:" + node.port() + "@"))
          .forEach(node -> ids.put(node, myself[0]));
    }
    for (CacheKey key : KEYS) {
      put(key.name());
    }
  }

  @AfterEach
  void stop() {
    connection.close();
    cluster.close();
  }

  @Test
  void aScanFindsAKeyThatMovesToANodeThatWasScanned() throws Exception {
    Set<String> found = new HashSet<>();
    List<String> moved = new ArrayList<>();

    cache.scan(
        "product*",
        names -> {
          found.addAll(names);
          if (moved.isEmpty() && !names.isEmpty()) {
            LocalRedis scanned = owner(names.get(0));
            for (CacheKey key : KEYS) {
              if (!owner(key.name()).equals(scanned)) {
                move(key, owner(key.name()), scanned);
                moved.add(key.name());
              }
            }
          }
        });

    assertThat(moved).isNotEmpty();
    assertThat(found).containsAll(KEYS.stream().map(CacheKey::name).toList());
  }

  @Test
  void deletesAKeyWhoseLeaseIsOnTheOtherNodeOfASlotThatMoves() throws Exception {
    CacheKey key = KEYS.get(0);
    put(key.lease());
    LocalRedis from = owner(key.name());
    LocalRedis to = cluster.nodes().stream().filter(node -> node != from).findFirst().orElseThrow();
    open(key, from, to);
    migrate(key.lease(), from, to);

    assertThat(cache.delete(List.of(key, KEYS.get(1)))).isEqualTo(Map.of(CatalogKeys.PRODUCT, 2L));

    assertThat(cache.delete(List.of(key, KEYS.get(1)))).isEmpty();
    assertThat(size()).isEqualTo(KEYS.size() - 2);
  }

  @Test
  void purgesASlotThatStaysOnItsWay() throws Exception {
    CacheKey key = KEYS.get(0);
    LocalRedis from = owner(key.name());
    LocalRedis to = cluster.nodes().stream().filter(node -> node != from).findFirst().orElseThrow();
    open(key, from, to);
    migrate(key.name(), from, to);

    new Purge(cache, CatalogKeys.SPACE).of(CatalogKeys.SPACE.kinds());

    assertThat(size()).isZero();
  }

  private long size() {
    return cluster.nodes().stream()
        .mapToLong(node -> Long.parseLong(node.command("DBSIZE").substring(1)))
        .sum();
  }

  private LocalRedis owner(String name) {
    return cluster.nodes().stream()
        .filter(node -> node.command("EXISTS " + name).startsWith(":"))
        .findFirst()
        .orElseThrow();
  }

  private void move(CacheKey key, LocalRedis from, LocalRedis to) {
    open(key, from, to);
    migrate(key.name(), from, to);
    for (LocalRedis node : List.of(to, from)) {
      ok(node.command("CLUSTER SETSLOT " + slot(key) + " NODE " + ids.get(to)));
    }
  }

  private void open(CacheKey key, LocalRedis from, LocalRedis to) {
    ok(to.command("CLUSTER SETSLOT " + slot(key) + " IMPORTING " + ids.get(from)));
    ok(from.command("CLUSTER SETSLOT " + slot(key) + " MIGRATING " + ids.get(to)));
  }

  private static void migrate(String name, LocalRedis from, LocalRedis to) {
    ok(from.command("MIGRATE 127.0.0.1 " + to.port() + " " + name + " 0 5000"));
  }

  private String slot(CacheKey key) {
    return cluster.nodes().get(0).command("CLUSTER KEYSLOT " + key.name()).substring(1);
  }

  private void put(String name) throws Exception {
    String unused =
        connection.commands().set(name.getBytes(UTF_8), new byte[] {1}).get(5, TimeUnit.SECONDS);
  }

  private static void ok(String answer) {
    assertThat(answer).isEqualTo("+OK");
  }
}
