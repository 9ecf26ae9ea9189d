package dev.freshet.invalidator.invalidation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.invalidator.listings.RegistryStream;
import dev.freshet.invalidator.listings.StreamId;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.CacheKeys;
import dev.freshet.keys.CachedKind;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.Lifetimes;
import dev.freshet.keys.Watermark;
import dev.freshet.redis.RedisConnection;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XTrimArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Redis: standalone, behind Sentinel, or Cluster. */
final class RedisCache implements Cache, RegistryStream {

  private static final byte[] REGISTRY = CacheKeys.PAGE_REGISTRY.getBytes(UTF_8);
  private static final byte[] REGISTRY_FULL = CacheKeys.PAGE_REGISTRY_FULL.getBytes(UTF_8);

  /** Should this process end, readers register again after that. */
  private static final Duration FULL_TTL = Duration.ofMinutes(1);

  private static final int SCAN_COUNT = 1_000;
  private static final Pattern REFUSAL = Pattern.compile("(NOAUTH|WRONGPASS|NOPERM)\\b.*");

  /**
   * The time of the server is the one clock that all who read the watermark share. What is complete
   * does not become less so: an invalidator that was held up, and writes after its successor has,
   * does not take it back; only a time to come, of another clock, makes way.
   */
  private static final String PUBLISH =
      """
      local time = redis.call('TIME')
      local millis = time[1] .. string.format('%03d', math.floor(time[2] / 1000))
      redis.call('HSET', KEYS[1], 'applied_at', millis, unpack(ARGV, 2))
      local known = tonumber(redis.call('HGET', KEYS[1], 'complete_until') or 0)
      if ARGV[1] ~= '' and (tonumber(ARGV[1]) > known or known > tonumber(millis)) then
        redis.call('HSET', KEYS[1], 'complete_until', ARGV[1])
      end
      return tonumber(millis)
      """;

  private final RedisConnection connection;

  RedisCache(RedisConnection connection) {
    this.connection = connection;
  }

  @Override
  public void ping() throws InterruptedException {
    Optional<Throwable> failure = connection.connectFailure();
    if (failure.isPresent() && !connection.isConnected()) {
      throw failed(failure.get());
    }
    String unused = ask(RedisClusterAsyncCommands::ping);
  }

  @Override
  public Map<CachedKind, Long> delete(Collection<CacheKey> keys) throws InterruptedException {
    List<CacheKey> sent = List.copyOf(keys);
    List<Future<Long>> answers = new ArrayList<>(sent.size());
    for (CacheKey key : sent) {
      answers.add(send(redis -> redis.unlink(bytes(key.name()), bytes(key.lease()))));
    }
    Map<CachedKind, Long> found = new EnumMap<>(CachedKind.class);
    for (int i = 0; i < sent.size(); i++) {
      if (await(answers.get(i)) > 0) {
        found.merge(sent.get(i).kind(), 1L, Long::sum);
      }
    }
    return found;
  }

  @Override
  public void unlink(List<String> names) throws InterruptedException {
    List<Future<Long>> answers = new ArrayList<>(names.size());
    for (String name : names) {
      answers.add(send(redis -> redis.unlink(bytes(name))));
    }
    for (Future<Long> answer : answers) {
      await(answer);
    }
  }

  @Override
  public void scan(String pattern, Names names) throws InterruptedException {
    ScanArgs args = ScanArgs.Builder.limit(SCAN_COUNT).match(pattern);
    KeyScanCursor<byte[]> page = ask(redis -> redis.scan(args));
    names.accept(names(page));
    while (!page.isFinished()) {
      ScanCursor cursor = page;
      page = ask(redis -> redis.scan(cursor, args));
      names.accept(names(page));
    }
  }

  @Override
  public void pass(List<FenceToken> fences) throws InterruptedException {
    List<Future<String>> answers = new ArrayList<>(fences.size());
    for (FenceToken fence : fences) {
      answers.add(
          send(
              redis ->
                  redis.set(bytes(fence.key()), new byte[0], SetArgs.Builder.px(Lifetimes.FENCE))));
    }
    for (Future<String> answer : answers) {
      String unused = await(answer);
    }
  }

  @Override
  public boolean isPassed(FenceToken fence) throws InterruptedException {
    return ask(redis -> redis.exists(bytes(fence.key()))) > 0;
  }

  @Override
  public long publish(Watermark watermark) throws InterruptedException {
    Map<String, String> fields = watermark.fields();
    @Nullable String completeUntil = fields.remove(Watermark.COMPLETE_UNTIL);
    byte[][] arguments =
        Stream.concat(
                Stream.of(completeUntil == null ? "" : completeUntil),
                fields.entrySet().stream()
                    .flatMap(field -> Stream.of(field.getKey(), field.getValue())))
            .map(RedisCache::bytes)
            .toArray(byte[][]::new);
    return ask(
        redis ->
            redis.eval(
                PUBLISH,
                ScriptOutputType.INTEGER,
                new byte[][] {bytes(CacheKeys.WATERMARK)},
                arguments));
  }

  @Override
  public List<Entry> read(StreamId from, int count) throws InterruptedException {
    Range<String> range =
        Range.from(Range.Boundary.including(from.toString()), Range.Boundary.unbounded());
    return ask(redis -> redis.xrange(REGISTRY, range, Limit.from(count))).stream()
        .map(RedisCache::entry)
        .toList();
  }

  @Override
  public StreamId append(String field, String value) throws InterruptedException {
    return StreamId.of(ask(redis -> redis.xadd(REGISTRY, bytes(field), bytes(value))));
  }

  @Override
  public long now() throws InterruptedException {
    List<byte[]> secondsAndMicros = ask(RedisClusterAsyncCommands::time);
    return Long.parseLong(text(secondsAndMicros.get(0))) * 1_000
        + Long.parseLong(text(secondsAndMicros.get(1))) / 1_000;
  }

  @Override
  public void trimBefore(StreamId id) throws InterruptedException {
    Long unused = ask(redis -> redis.xtrim(REGISTRY, XTrimArgs.Builder.minId(id.toString())));
  }

  @Override
  public void announceFull() throws InterruptedException {
    String unused =
        ask(redis -> redis.set(REGISTRY_FULL, new byte[0], SetArgs.Builder.px(FULL_TTL)));
  }

  @Override
  public void announceRoom() throws InterruptedException {
    Long unused = ask(redis -> redis.unlink(REGISTRY_FULL));
  }

  private <T> T ask(Function<RedisClusterAsyncCommands<byte[], byte[]>, Future<T>> command)
      throws InterruptedException {
    return await(send(command));
  }

  private <T> Future<T> send(
      Function<RedisClusterAsyncCommands<byte[], byte[]>, Future<T>> command) {
    try {
      return command.apply(connection.commands());
    } catch (RedisException e) {
      throw failed(e);
    }
  }

  /** Every command ends within the connection's command timeout. */
  private static <T> T await(Future<T> answer) throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw failed(e.getCause() == null ? e : e.getCause());
    }
  }

  private static CacheException failed(Throwable failure) {
    List<String> messages =
        Stream.iterate(failure, e -> e != null, Throwable::getCause)
            .map(e -> String.valueOf(e.getMessage()))
            .toList();
    Optional<String> refusal =
        messages.stream().filter(message -> REFUSAL.matcher(message).matches()).findFirst();
    String last = messages.get(messages.size() - 1);
    return new CacheException("Redis: " + refusal.orElse(last), refusal.isPresent(), failure);
  }

  private static Entry entry(StreamMessage<byte[], byte[]> message) {
    Map<String, String> fields = new HashMap<>();
    message.getBody().forEach((name, value) -> fields.put(text(name), text(value)));
    return new Entry(StreamId.of(message.getId()), fields);
  }

  private static List<String> names(KeyScanCursor<byte[]> page) {
    return page.getKeys().stream().map(RedisCache::text).toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
