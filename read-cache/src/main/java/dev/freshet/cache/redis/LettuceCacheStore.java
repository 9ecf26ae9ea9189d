package dev.freshet.cache.redis;

import static dev.freshet.cache.redis.LettuceCommands.bytes;
import static dev.freshet.cache.redis.LettuceCommands.millis;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.cache.Attempt;
import dev.freshet.cache.CacheStore;
import dev.freshet.cache.CacheUnavailableException;
import dev.freshet.cache.Lasting;
import dev.freshet.cache.redis.LettuceCommands.Answer;
import dev.freshet.cache.trust.AgedWatermark;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.KeySpace;
import dev.freshet.keys.KeyTemplate;
import dev.freshet.keys.Kind;
import dev.freshet.keys.Lifetimes;
import dev.freshet.keys.Namespace;
import dev.freshet.keys.PageEntry;
import dev.freshet.keys.PageRegistration;
import dev.freshet.redis.RedisFields;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The store in Redis. The keys of a script share a slot of Redis Cluster: a value and its lease, or
 * the registry and the mark that it is full. Scripts are sent whole, as a server that restarts
 * forgets them.
 */
public final class LettuceCacheStore implements CacheStore {

  /** A value of another type is none. A lease of another type, or without an end, is nobody's. */
  private static final String ACQUIRE =
      """
      local value = redis.pcall('GET', KEYS[1])
      if type(value) == 'string' and value ~= ARGV[3] then return {'value', value} end
      if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return {'held', ARGV[1]} end
      local holder = redis.pcall('GET', KEYS[2])
      if type(holder) == 'string' and redis.pcall('PTTL', KEYS[2]) ~= -1 then
        return {'held', holder}
      end
      redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
      return {'held', ARGV[1]}
      """;

  private static final String FILL =
      """
      if redis.pcall('GET', KEYS[2]) ~= ARGV[1] then return 0 end
      redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
      redis.call('DEL', KEYS[2])
      return 1
      """;

  private static final String RELEASE =
      """
      if redis.pcall('GET', KEYS[1]) ~= ARGV[1] then return 0 end
      return redis.call('DEL', KEYS[1])
      """;

  private static final String DELETE =
      """
      redis.call('DEL', KEYS[2])
      return redis.call('DEL', KEYS[1])
      """;

  /** What means something in a pattern of keys. */
  private static final Pattern GLOB = Pattern.compile("[*?\\[\\]^\\\\-]");

  private static final long SCAN_PAGE = 1_000;

  /**
   * Trims by age, so that the stream stays short while no invalidator runs: with every entry, and
   * before it refuses one, as a stream at a limit would otherwise stay there. Ids begin with a time
   * in ms; TIME has seconds, and microseconds apart. The size is Redis's estimate, from some of the
   * stream's nodes; it is asked for only where the user may. What is no stream is begun anew, which
   * the invalidator takes for the loss that it is.
   */
  private static final String REGISTER =
      """
      if redis.call('EXISTS', KEYS[2]) == 1 then return false end
      local length = redis.pcall('XLEN', KEYS[1])
      if type(length) == 'table' then
        if not string.find(length.err, 'WRONGTYPE', 1, true) then return length end
        length = redis.call('DEL', KEYS[1]) - 1
      end
      local size = redis.pcall('MEMORY', 'USAGE', KEYS[1])
      local isFull = length >= tonumber(ARGV[1])
          or type(size) == 'number' and size >= tonumber(ARGV[2])
      local oldest = (redis.call('TIME')[1] - ARGV[3]) .. '000-0'
      if isFull and redis.call('XTRIM', KEYS[1], 'MINID', '~', oldest) == 0 then return false end
      return redis.call('XADD', KEYS[1], 'MINID', '~', oldest, '*', unpack(ARGV, 4))
      """;

  /** Takes no memory, so that it is not refused while everything else that stores is. */
  private static final String TRIM =
      """
      local oldest = (redis.call('TIME')[1] - ARGV[1]) .. '000-0'
      return redis.call('XTRIM', KEYS[1], 'MINID', '~', oldest)
      """;

  /** The watermark's age by the clock that it was written by: that of the server that has it. */
  private static final String WATERMARK =
      """
      local time = redis.call('TIME')
      local answer = redis.call('HGETALL', KEYS[1])
      table.insert(answer, 1, time[1] .. string.format('%03d', math.floor(time[2] / 1000)))
      return answer
      """;

  private static final byte[] REGISTRY_ENTRY =
      bytes(Long.toString(Lifetimes.REGISTRY_ENTRY.toSeconds()));

  private static final long TRIM_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final byte[] NOTHING = {};

  private final LettuceCommands redis;
  private final KeySpace keys;
  private final Namespace namespace;
  private final byte[] registry;
  private final byte[][] registryAndFull;
  private final Duration lease;
  private final long registryLimit;
  private final long registryBytes;
  private final AtomicLong lastTrim = new AtomicLong(System.nanoTime() - TRIM_PAUSE_NANOS);

  /**
   * @param keys of the values, and the namespace of the registry, the watermark and the fences
   * @param lease how long a lease holds
   * @param registryLimit how many entries the registry may have
   * @param registryBytes how much memory it may take
   */
  public LettuceCacheStore(
      LettuceCommands redis,
      KeySpace keys,
      Duration lease,
      long registryLimit,
      long registryBytes) {
    this.redis = redis;
    this.keys = keys;
    this.namespace = keys.namespace();
    this.registry = bytes(keys.namespace().pageRegistry());
    this.registryAndFull = new byte[][] {registry, bytes(keys.namespace().pageRegistryFull())};
    this.lease = lease;
    this.registryLimit = registryLimit;
    this.registryBytes = registryBytes;
  }

  @Override
  public byte @Nullable [] get(CacheKey key) {
    return value(() -> redis.await(commands -> commands.get(bytes(key.name()))));
  }

  /**
   * The time first: a value that takes the place of the one that it was asked for has been stored
   * later. Who may not ask for it gets none.
   */
  @Override
  public @Nullable Lasting getLasting(CacheKey key) {
    byte[] name = bytes(key.name());
    Answer<Long> life = redis.submit(commands -> commands.pttl(name));
    byte[] bytes = value(redis.<byte[]>submit(commands -> commands.get(name)));
    return bytes == null ? null : new Lasting(bytes, life(life));
  }

  private static Duration life(Answer<Long> answer) {
    try {
      Long millis = answer.await();
      return Duration.ofMillis(millis == null ? 0 : Math.max(0, millis));
    } catch (CacheUnavailableException e) {
      return Duration.ZERO;
    }
  }

  @Override
  public List<byte @Nullable []> getAll(List<CacheKey> keys) {
    List<Answer<byte[]>> answers =
        keys.stream()
            .map(key -> redis.<byte[]>submit(commands -> commands.get(bytes(key.name()))))
            .toList();
    List<byte @Nullable []> values = new ArrayList<>();
    answers.forEach(answer -> values.add(value(answer)));
    return values;
  }

  /** What is of another type is bytes that mean nothing. */
  private static byte @Nullable [] value(Answer<byte[]> answer) {
    try {
      return answer.await();
    } catch (CacheUnavailableException e) {
      if (e.isOfServer()) {
        throw e;
      }
      return NOTHING;
    }
  }

  @Override
  public Attempt acquire(CacheKey key, String token, byte @Nullable [] useless) {
    return attempt(() -> redis.await(acquiring(key, token, useless)));
  }

  @Override
  public List<Attempt> acquireAll(List<CacheKey> keys, List<String> tokens) {
    List<Answer<List<byte[]>>> answers = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      answers.add(redis.submit(acquiring(keys.get(i), tokens.get(i), null)));
    }
    return answers.stream().map(this::attempt).toList();
  }

  private Function<RedisClusterAsyncCommands<byte[], byte[]>, RedisFuture<List<byte[]>>> acquiring(
      CacheKey key, String token, byte @Nullable [] useless) {
    return commands ->
        commands.eval(
            ACQUIRE,
            ScriptOutputType.MULTI,
            keyAndLease(key),
            bytes(token),
            millis(lease),
            useless == null ? NOTHING : useless);
  }

  private Attempt attempt(Answer<List<byte[]>> script) {
    List<byte[]> answer;
    try {
      answer = script.await();
    } catch (CacheUnavailableException e) {
      if (!e.isOfServer()) {
        trimRegistry();
      }
      throw e;
    }
    if (answer == null || answer.size() != 2) {
      throw CacheUnavailableException.server("unexpected answer of the lease script", null);
    }
    return new String(answer.get(0), UTF_8).equals("value")
        ? Attempt.value(answer.get(1))
        : Attempt.heldBy(new String(answer.get(1), UTF_8));
  }

  /**
   * The registry may be what fills the server: nothing evicts it where only keys with a time to
   * live are, and readers who get no lease do not come to register.
   */
  private void trimRegistry() {
    long now = System.nanoTime();
    long last = lastTrim.get();
    if (now - last >= TRIM_PAUSE_NANOS && lastTrim.compareAndSet(last, now)) {
      redis.send(
          commands ->
              commands.eval(
                  TRIM, ScriptOutputType.INTEGER, new byte[][] {registry}, REGISTRY_ENTRY));
    }
  }

  @Override
  public @Nullable String register(PageRegistration registration) {
    Stream<String> limits =
        Stream.of(
            Long.toString(registryLimit),
            Long.toString(registryBytes),
            Long.toString(Lifetimes.REGISTRY_ENTRY.toSeconds()));
    byte[][] arguments =
        Stream.concat(limits, RedisFields.flat(registration.fields()))
            .map(LettuceCommands::bytes)
            .toArray(byte[][]::new);
    byte[] id =
        redis.await(
            commands ->
                commands.<byte[]>eval(
                    REGISTER, ScriptOutputType.VALUE, registryAndFull, arguments));
    return id == null ? null : new String(id, UTF_8);
  }

  @Override
  public void describe(PageEntry content) {
    Map<byte[], byte[]> fields = RedisFields.bytes(content.fields());
    // Without the stream, the registration that it belongs to is lost as well.
    redis.send(commands -> commands.xadd(registry, XAddArgs.Builder.nomkstream(), fields));
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
  public boolean delete(CacheKey key) {
    Long deleted =
        redis.await(
            commands -> commands.<Long>eval(DELETE, ScriptOutputType.INTEGER, keyAndLease(key)));
    return deleted != null && deleted == 1;
  }

  /**
   * Leases first: what is filled behind the first scan was loaded under a lease that was taken
   * after this began, and what was filled before it the second one finds.
   */
  @Override
  public void deleteAll(Kind kind) {
    for (KeyTemplate template : keys.templates(kind)) {
      String glob = GLOB.matcher(template.prefix()).replaceAll("\\\\$0") + "*";
      deleteAll(CacheKey.leaseOf(glob), lease -> template.matches(CacheKey.leased(lease)));
      deleteAll(glob, template::matches);
    }
  }

  private void deleteAll(String glob, Predicate<String> isMeant) {
    ScanArgs page = ScanArgs.Builder.matches(glob).limit(SCAN_PAGE);
    ScanCursor cursor = ScanCursor.INITIAL;
    while (!cursor.isFinished()) {
      ScanCursor from = cursor;
      KeyScanCursor<byte[]> found = redis.await(commands -> commands.scan(from, page));
      if (found == null) {
        throw CacheUnavailableException.server("unexpected answer of SCAN", null);
      }
      found.getKeys().stream()
          .filter(key -> isMeant.test(new String(key, UTF_8)))
          .map(key -> redis.<Long>submit(commands -> commands.unlink(key)))
          .toList()
          .forEach(Answer::await);
      cursor = found;
    }
  }

  @Override
  public boolean isPassed(FenceToken token) {
    Long existing = redis.await(commands -> commands.exists(bytes(namespace.fence(token))));
    return existing != null && existing == 1;
  }

  @Override
  public Optional<AgedWatermark> watermark() {
    List<byte[]> answer =
        redis.await(
            commands ->
                commands.<List<byte[]>>eval(
                    WATERMARK,
                    ScriptOutputType.MULTI,
                    new byte[][] {bytes(namespace.watermark())}));
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
  public long losses() {
    return redis.losses();
  }

  private static byte[][] keyAndLease(CacheKey key) {
    return new byte[][] {bytes(key.name()), bytes(key.lease())};
  }
}
