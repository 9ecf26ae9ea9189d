package dev.freshet.checker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.checker.load.Subject;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.KeySpace;
import dev.freshet.redis.RedisConnection;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Compares what Redis has with what the database says. */
final class CacheAudit {

  private final Subject subject;
  private final RedisConnection redis;

  CacheAudit(Subject subject, RedisConnection redis) {
    this.subject = subject;
    this.redis = redis;
  }

  /** Every value of the cache, by scanning. */
  Set<CacheKey> cached() throws InterruptedException {
    KeySpace keys = subject.keys();
    Set<CacheKey> found = new HashSet<>();
    ScanArgs args = ScanArgs.Builder.limit(1_000).match(keys.commonPrefix(keys.kinds()) + "*");
    KeyScanCursor<byte[]> page = ask(commands -> commands.scan(args));
    while (true) {
      for (byte[] name : page.getKeys()) {
        keys.parse(new String(name, UTF_8)).ifPresent(found::add);
      }
      if (page.isFinished()) {
        return found;
      }
      ScanCursor cursor = page;
      page = ask(commands -> commands.scan(cursor, args));
    }
  }

  /** What each of the keys has that differs from the database, in words. */
  Map<CacheKey, String> differences(Set<CacheKey> keys, Connection connection)
      throws InterruptedException, SQLException {
    Map<CacheKey, String> differences = new TreeMap<>(Comparator.comparing(CacheKey::name));
    for (CacheKey key : keys) {
      byte @Nullable [] bytes = ask(commands -> commands.get(key.name().getBytes(UTF_8)));
      if (bytes != null) {
        subject.difference(key, bytes, connection).ifPresent(words -> differences.put(key, words));
      }
    }
    return differences;
  }

  private <T> T ask(Function<RedisClusterAsyncCommands<byte[], byte[]>, Future<T>> command)
      throws InterruptedException {
    try {
      return redis.ask(command);
    } catch (RedisException e) {
      throw new IllegalStateException("Redis does not answer while all is quiet", e);
    }
  }
}
