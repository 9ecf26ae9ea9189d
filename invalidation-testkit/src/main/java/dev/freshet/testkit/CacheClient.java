package dev.freshet.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.catalog.listings.ListedPage;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.Namespace;
import dev.freshet.local.Closer;
import dev.freshet.redis.RedisConnection;
import dev.freshet.redis.RedisFields;
import dev.freshet.redis.RedisSettings;
import dev.freshet.rules.listings.StreamId;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;

/** The cache as its readers use it. */
final class CacheClient implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** No reader understands it, so each takes it for a miss. */
  private static final byte[] PLACEHOLDER = bytes("placeholder");

  private final RedisConnection connection;
  private final Namespace namespace;

  private CacheClient(RedisConnection connection, Namespace namespace) {
    this.connection = connection;
    this.namespace = namespace;
  }

  static CacheClient connect(String uri, Namespace namespace) {
    return Closer.opening(
        closer -> {
          RedisConnection connection =
              closer.add(RedisConnection.open(new RedisSettings(uri, TIMEOUT, TIMEOUT)));
          if (!Waiting.until(TIMEOUT, connection::isConnected)) {
            throw new IllegalStateException("no connection to " + uri);
          }
          return new CacheClient(connection, namespace);
        });
  }

  void fill(CacheKey key) {
    String unused = ask(redis -> redis.set(bytes(key.name()), PLACEHOLDER));
  }

  void register(ListedPage page) {
    Object[] fields =
        page.fields().entrySet().stream()
            .flatMap(field -> Stream.of(bytes(field.getKey()), bytes(field.getValue())))
            .toArray();
    String unused = ask(redis -> redis.xadd(bytes(namespace.pageRegistry()), fields));
  }

  boolean hasValue(CacheKey key) {
    return has(key.name());
  }

  /** A lease that is left would let a reader fill what it loaded before. */
  boolean hasLease(CacheKey key) {
    return has(key.lease());
  }

  boolean hasPassed(FenceToken fence) {
    return has(namespace.fence(fence));
  }

  /** The registry's last entry; 0-0 if it has none. */
  StreamId lastRegistration() {
    return ask(
            redis ->
                redis.xrevrange(bytes(namespace.pageRegistry()), Range.unbounded(), Limit.from(1)))
        .stream()
        .findFirst()
        .map(entry -> StreamId.of(entry.getId()))
        .orElse(new StreamId(0, 0));
  }

  /** The fields of the invalidator's watermark; none if there is no watermark. */
  Map<String, String> watermark() {
    return RedisFields.text(ask(redis -> redis.hgetall(bytes(namespace.watermark()))));
  }

  @Override
  public void close() {
    connection.close();
  }

  private boolean has(String name) {
    return ask(redis -> redis.exists(bytes(name))) == 1;
  }

  private <T> T ask(Function<RedisClusterAsyncCommands<byte[], byte[]>, Future<T>> command) {
    try {
      return connection.ask(command);
    } catch (InterruptedException e) {
      throw Waiting.interrupted(e);
    } catch (RedisException e) {
      throw new IllegalStateException("Redis does not answer: " + e.getMessage(), e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
