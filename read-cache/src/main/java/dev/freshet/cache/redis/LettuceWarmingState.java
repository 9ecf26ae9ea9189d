package dev.freshet.cache.redis;

import static dev.freshet.cache.redis.LettuceCommands.bytes;
import static dev.freshet.cache.redis.LettuceCommands.millis;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.cache.CacheUnavailableException;
import dev.freshet.cache.WarmingState;
import dev.freshet.keys.Namespace;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.Optional;

/** The lock and the mark in Redis. They share a slot of Redis Cluster. */
public final class LettuceWarmingState implements WarmingState {

  /** A lock of another type, or without an end, is nobody's. */
  private static final String TAKE =
      """
      local left = redis.pcall('PTTL', KEYS[1])
      local holder = redis.pcall('GET', KEYS[1])
      if left == -1 or type(holder) == 'table' then redis.call('DEL', KEYS[1]) end
      return redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) and 1 or 0
      """;

  private static final String RENEW =
      """
      if redis.pcall('GET', KEYS[1]) ~= ARGV[1] then return 0 end
      redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
      return 1
      """;

  private static final String FINISH =
      """
      if redis.pcall('GET', KEYS[1]) ~= ARGV[1] then return 0 end
      redis.call('SET', KEYS[2], ARGV[2])
      return redis.call('DEL', KEYS[1])
      """;

  private static final String RELEASE =
      """
      if redis.pcall('GET', KEYS[1]) ~= ARGV[1] then return 0 end
      return redis.call('DEL', KEYS[1])
      """;

  private final LettuceCommands redis;
  private final byte[] lock;
  private final byte[] markKey;

  public LettuceWarmingState(LettuceCommands redis, Namespace namespace) {
    this.redis = redis;
    this.lock = bytes(namespace.warmingLock());
    this.markKey = bytes(namespace.warmed());
  }

  @Override
  public Optional<String> warmed() {
    try {
      byte[] mark = redis.await(commands -> commands.get(markKey));
      return Optional.ofNullable(mark).map(bytes -> new String(bytes, UTF_8));
    } catch (CacheUnavailableException e) {
      if (e.isOfServer()) {
        throw e;
      }
      // Of another type: not a mark, and finish replaces it.
      return Optional.empty();
    }
  }

  @Override
  public boolean take(String token, Duration ttl) {
    return isDone(TAKE, new byte[][] {lock}, bytes(token), millis(ttl));
  }

  @Override
  public boolean renew(String token, Duration ttl) {
    return isDone(RENEW, new byte[][] {lock}, bytes(token), millis(ttl));
  }

  @Override
  public boolean finish(String token, String warmed) {
    return isDone(FINISH, new byte[][] {lock, markKey}, bytes(token), bytes(warmed));
  }

  @Override
  public void release(String token) {
    // If it is lost, the lock expires.
    redis.send(
        commands ->
            commands.eval(RELEASE, ScriptOutputType.INTEGER, new byte[][] {lock}, bytes(token)));
  }

  private boolean isDone(String script, byte[][] keys, byte[]... arguments) {
    Long answer =
        redis.await(
            commands -> commands.<Long>eval(script, ScriptOutputType.INTEGER, keys, arguments));
    return answer != null && answer == 1;
  }
}
