package dev.freshet.api.cache;

import static dev.freshet.api.cache.LettuceCommands.bytes;
import static dev.freshet.api.cache.LettuceCommands.millis;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.keys.CacheKeys;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.util.Optional;

/** The lock and the mark in Redis. They share a slot of Redis Cluster. */
final class LettuceWarmingState implements WarmingState {

  private static final String RENEW =
      """
      if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
      redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
      return 1
      """;

  private static final String FINISH =
      """
      if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
      redis.call('SET', KEYS[2], ARGV[2])
      return redis.call('DEL', KEYS[1])
      """;

  private static final String RELEASE =
      """
      if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
      return redis.call('DEL', KEYS[1])
      """;

  private static final byte[] LOCK = bytes(CacheKeys.WARMING_LOCK);
  private static final byte[] MARK = bytes(CacheKeys.WARMED);

  private final LettuceCommands redis;

  LettuceWarmingState(LettuceCommands redis) {
    this.redis = redis;
  }

  @Override
  public Optional<String> warmed() {
    byte[] mark = redis.await(commands -> commands.get(MARK));
    return Optional.ofNullable(mark).map(bytes -> new String(bytes, UTF_8));
  }

  @Override
  public boolean take(String token, Duration ttl) {
    SetArgs ifFree = SetArgs.Builder.nx().px(ttl);
    return "OK".equals(redis.await(commands -> commands.set(LOCK, bytes(token), ifFree)));
  }

  @Override
  public boolean renew(String token, Duration ttl) {
    return isDone(RENEW, new byte[][] {LOCK}, bytes(token), millis(ttl));
  }

  @Override
  public boolean finish(String token, String warmed) {
    return isDone(FINISH, new byte[][] {LOCK, MARK}, bytes(token), bytes(warmed));
  }

  @Override
  public void release(String token) {
    // If it is lost, the lock expires.
    redis.send(
        commands ->
            commands.eval(RELEASE, ScriptOutputType.INTEGER, new byte[][] {LOCK}, bytes(token)));
  }

  private boolean isDone(String script, byte[][] keys, byte[]... arguments) {
    Long answer =
        redis.await(
            commands -> commands.<Long>eval(script, ScriptOutputType.INTEGER, keys, arguments));
    return answer != null && answer == 1;
  }
}
