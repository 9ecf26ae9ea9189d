package dev.freshet.api.cache;

import static dev.freshet.api.cache.LettuceCommands.bytes;
import static dev.freshet.api.cache.LettuceCommands.millis;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.CacheKeys;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.Lifetimes;
import dev.freshet.keys.PageContent;
import dev.freshet.keys.PageRegistration;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.XAddArgs;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The store in Redis. The keys of a script share a slot of Redis Cluster: a value and its lease, or
 * the registry and the mark that it is full. Scripts are sent whole, as a server that restarts
 * forgets them.
 */
final class LettuceCacheStore implements CacheStore {

  private static final String ACQUIRE =
      """
      local value = redis.call('GET', KEYS[1])
      if value and value ~= ARGV[3] then return {'value', value} end
      if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return {'held', ARGV[1]} end
      return {'held', redis.call('GET', KEYS[2])}
      """;

  private static final String FILL =
      """
      if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
      redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
      redis.call('DEL', KEYS[2])
      return 1
      """;

  private static final String RELEASE =
      """
      if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
      return redis.call('DEL', KEYS[1])
      """;

  /**
   * Trims by age, so that the stream stays short while no invalidator runs: with every entry, and
   * before it refuses one, as a stream at its limit would otherwise stay there. Ids begin with a
   * time in ms; TIME has seconds, and microseconds apart.
   */
  private static final String REGISTER =
      """
      if redis.call('EXISTS', KEYS[2]) == 1 then return false end
      local oldest = (redis.call('TIME')[1] - ARGV[2]) .. '000-0'
      if redis.call('XLEN', KEYS[1]) >= tonumber(ARGV[1])
          and redis.call('XTRIM', KEYS[1], 'MINID', '~', oldest) == 0 then return false end
      return redis.call('XADD', KEYS[1], 'MINID', '~', oldest, '*', unpack(ARGV, 3))
      """;

  /** The watermark's age by the clock that it was written by: that of the server that has it. */
  private static final String WATERMARK =
      """
      local time = redis.call('TIME')
      local answer = redis.call('HGETALL', KEYS[1])
      table.insert(answer, 1, time[1] .. string.format('%03d', math.floor(time[2] / 1000)))
      return answer
      """;

  private static final byte[][] REGISTRY = {
    bytes(CacheKeys.PAGE_REGISTRY), bytes(CacheKeys.PAGE_REGISTRY_FULL)
  };

  private static final byte[] NOTHING = {};

  private final LettuceCommands redis;
  private final Duration lease;
  private final long registryLimit;

  /**
   * @param lease how long a lease holds
   * @param registryLimit how many entries the registry may have
   */
  LettuceCacheStore(LettuceCommands redis, Duration lease, long registryLimit) {
    this.redis = redis;
    this.lease = lease;
    this.registryLimit = registryLimit;
  }

  @Override
  public byte @Nullable [] get(CacheKey key) {
    return redis.await(commands -> commands.get(bytes(key.name())));
  }

  @Override
  public Attempt acquire(CacheKey key, String token, byte @Nullable [] useless) {
    List<byte[]> answer =
        redis.await(
            commands ->
                commands.<List<byte[]>>eval(
                    ACQUIRE,
                    ScriptOutputType.MULTI,
                    keyAndLease(key),
                    bytes(token),
                    millis(lease),
                    useless == null ? NOTHING : useless));
    if (answer == null || answer.size() != 2) {
      throw CacheUnavailableException.server("unexpected answer of the lease script", null);
    }
    return new String(answer.get(0), UTF_8).equals("value")
        ? Attempt.value(answer.get(1))
        : Attempt.heldBy(new String(answer.get(1), UTF_8));
  }

  @Override
  public @Nullable String register(PageRegistration registration) {
    Stream<String> limits =
        Stream.of(
            Long.toString(registryLimit), Long.toString(Lifetimes.REGISTRY_ENTRY.toSeconds()));
    Stream<String> fields =
        registration.fields().entrySet().stream()
            .flatMap(field -> Stream.of(field.getKey(), field.getValue()));
    byte[][] arguments =
        Stream.concat(limits, fields).map(LettuceCommands::bytes).toArray(byte[][]::new);
    byte[] id =
        redis.await(
            commands ->
                commands.<byte[]>eval(REGISTER, ScriptOutputType.VALUE, REGISTRY, arguments));
    return id == null ? null : new String(id, UTF_8);
  }

  @Override
  public void describe(PageContent content) {
    Map<byte[], byte[]> fields =
        content.fields().entrySet().stream()
            .collect(Collectors.toMap(e -> bytes(e.getKey()), e -> bytes(e.getValue())));
    // Without the stream, the registration that it belongs to is lost as well.
    redis.send(
        commands ->
            commands.xadd(bytes(CacheKeys.PAGE_REGISTRY), XAddArgs.Builder.nomkstream(), fields));
  }

  @Override
  public boolean fill(CacheKey key, String token, byte[] value, Duration ttl) {
    Long stored =
        redis.await(
            commands ->
                commands.<Long>eval(
                    FILL,
                    ScriptOutputType.INTEGER,
                    keyAndLease(key),
                    bytes(token),
                    value,
                    millis(ttl)));
    return stored != null && stored == 1;
  }

  @Override
  public void release(CacheKey key, String token) {
    // If it is lost, the lease expires.
    redis.send(
        commands ->
            commands.eval(
                RELEASE,
                ScriptOutputType.INTEGER,
                new byte[][] {bytes(key.lease())},
                bytes(token)));
  }

  @Override
  public boolean isPassed(FenceToken token) {
    Long existing = redis.await(commands -> commands.exists(bytes(token.key())));
    return existing != null && existing == 1;
  }

  @Override
  public Optional<AgedWatermark> watermark() {
    List<byte[]> answer =
        redis.await(
            commands ->
                commands.<List<byte[]>>eval(
                    WATERMARK, ScriptOutputType.MULTI, new byte[][] {bytes(CacheKeys.WATERMARK)}));
    if (answer == null || answer.isEmpty()) {
      throw CacheUnavailableException.server("unexpected answer of the watermark script", null);
    }
    Map<String, String> fields = new HashMap<>();
    for (int i = 1; i + 1 < answer.size(); i += 2) {
      fields.put(new String(answer.get(i), UTF_8), new String(answer.get(i + 1), UTF_8));
    }
    return AgedWatermark.of(fields, Long.parseLong(new String(answer.get(0), UTF_8)));
  }

  @Override
  public long connection() {
    return redis.losses();
  }

  private static byte[][] keyAndLease(CacheKey key) {
    return new byte[][] {bytes(key.name()), bytes(key.lease())};
  }
}
