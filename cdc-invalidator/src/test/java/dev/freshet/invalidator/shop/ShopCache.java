package dev.freshet.invalidator.shop;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.invalidation.visibility.TransactionSnapshot;
import dev.freshet.keys.CacheKey;
import dev.freshet.redis.RedisConnection;
import dev.freshet.redis.RedisSettings;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The cache, as its readers use it: each value is kept with the snapshot that it was loaded by. */
final class ShopCache implements AutoCloseable {

  private static final String FILL =
      """
      if redis.pcall('GET', KEYS[2]) ~= ARGV[1] then return 0 end
      redis.call('SET', KEYS[1], ARGV[2])
      redis.call('DEL', KEYS[2])
      return 1
      """;

  private static final String ONCE_THERE =
      """
      if redis.call('EXISTS', KEYS[1]) == 0 then return {} end
      local values = {'passed'}
      for i = 2, #KEYS do table.insert(values, redis.call('GET', KEYS[i]) or '') end
      return values
      """;

  private static final long LEASE_MILLIS = 10_000;

  private final RedisConnection connection;

  ShopCache(String uri) {
    connection =
        RedisConnection.open(
            new RedisSettings(uri, Duration.ofSeconds(10), Duration.ofSeconds(10)));
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(connection::isConnected);
  }

  /** A value, and what its load saw. */
  record Cached(TransactionSnapshot snapshot, String value) {

    private static Optional<Cached> of(byte[] bytes) {
      String text = new String(bytes, UTF_8);
      int end = text.indexOf('\n');
      return end < 0
          ? Optional.empty()
          : Optional.of(
              new Cached(TransactionSnapshot.of(text.substring(0, end)), text.substring(end + 1)));
    }
  }

  /** Takes the leases of those of the keys that have neither value nor lease. */
  List<String> lease(List<String> keys, String token) throws Exception {
    List<Future<Long>> there = new ArrayList<>();
    keys.forEach(key -> there.add(ask(redis -> redis.exists(bytes(key)))));
    List<String> missing = new ArrayList<>();
    List<Future<String>> taken = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      if (await(there.get(i)) == 0) {
        String lease = CacheKey.leaseOf(keys.get(i));
        missing.add(keys.get(i));
        taken.add(
            ask(
                redis ->
                    redis.set(bytes(lease), bytes(token), SetArgs.Builder.nx().px(LEASE_MILLIS))));
      }
    }
    List<String> leased = new ArrayList<>();
    for (int i = 0; i < missing.size(); i++) {
      if (await(taken.get(i)) != null) {
        leased.add(missing.get(i));
      }
    }
    return leased;
  }

  /**
   * Stores values whose leases still hold.
   *
   * @return how many
   */
  long fill(List<String> keys, String token, String snapshot, List<String> values)
      throws Exception {
    List<Future<Long>> filled = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      byte[][] names = {bytes(keys.get(i)), bytes(CacheKey.leaseOf(keys.get(i)))};
      byte[] value = bytes(snapshot + "\n" + values.get(i));
      filled.add(
          ask(redis -> redis.eval(FILL, ScriptOutputType.INTEGER, names, bytes(token), value)));
    }
    long count = 0;
    for (Future<Long> each : filled) {
      count += await(each);
    }
    return count;
  }

  /** What is cached under each key, if there is also this name; empty if there is not. */
  Optional<List<Optional<Cached>>> valuesOnceThere(String name, List<String> keys)
      throws Exception {
    List<String> names = new ArrayList<>(List.of(name));
    names.addAll(keys);
    byte[][] all = names.stream().map(ShopCache::bytes).toArray(byte[][]::new);
    List<byte[]> found =
        await(ask(redis -> redis.<List<byte[]>>eval(ONCE_THERE, ScriptOutputType.MULTI, all)));
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(found.stream().skip(1).map(Cached::of).toList());
  }

  void flush() throws Exception {
    await(ask(redis -> redis.flushall()));
  }

  private <T> T ask(Function<RedisClusterAsyncCommands<byte[], byte[]>, T> command) {
    return command.apply(connection.commands());
  }

  private static <T extends @Nullable Object> T await(Future<T> answer) throws Exception {
    return answer.get(10, TimeUnit.SECONDS);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Override
  public void close() {
    connection.close();
  }
}
