package dev.freshet.invalidation.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.invalidation.cache.Cache;
import dev.freshet.invalidation.cache.CacheException;
import dev.freshet.invalidation.cache.Checkpoint;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.Kind;
import dev.freshet.keys.Lifetimes;
import dev.freshet.keys.Namespace;
import dev.freshet.redis.RedisAnswers;
import dev.freshet.redis.RedisConnection;
import dev.freshet.redis.RedisFields;
import dev.freshet.rules.listings.RegistryStream;
import dev.freshet.rules.listings.StreamId;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XTrimArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Redis: standalone, behind Sentinel, or Cluster.
 *
 * <p>A full Redis refuses what may take memory, and would so refuse what the batches need that free
 * it. But of a script it refuses only the first write; so what must be written is written by
 * scripts that delete first. They replace a key of another type as well.
 */
public final class RedisCache implements Cache, RegistryStream {

  /** Should this process end, readers register again after that. */
  private static final Duration FULL_TTL = Duration.ofMinutes(1);

  private static final int SCAN_COUNT = 1_000;

  /**
   * Whether the server is one of a checkpoint's. It looks at its own identity, since a script may
   * come to another one than it was sent to, by a reconnect.
   */
  static final String IS_OF =
      """
      local function isOf(nodes)
        for section, field in pairs({server = 'run_id', replication = 'master_replid'}) do
          local id = string.match(redis.call('INFO', section), field .. ':%x+')
          if id and not string.find(nodes, id, 1, true) then
            return false
          end
        end
        return true
      end
      """;

  /**
   * The time of the server is the one clock that all who read the watermark share. What was known
   * of the times that are not given stays. What is no hash has no run, not even an empty one.
   */
  private static final String STORE =
      IS_OF
          + """
      if (redis.pcall('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] or not isOf(ARGV[3]) then
        return 0
      end
      local time = redis.call('TIME')
      local millis = time[1] .. string.format('%03d', math.floor(time[2] / 1000))
      local fields = {'applied_at', millis}
      for _, lasting in ipairs({'complete_until', 'purged_at', 'near'}) do
        local value = redis.call('HGET', KEYS[1], lasting)
        if value then
          table.insert(fields, lasting)
          table.insert(fields, value)
        end
      end
      for i = 4, #ARGV do table.insert(fields, ARGV[i]) end
      redis.call('UNLINK', KEYS[1])
      redis.call('HSET', KEYS[1], unpack(fields))
      return tonumber(millis)
      """;

  private static final String SET =
      """
      redis.call('UNLINK', KEYS[1])
      return redis.call('SET', KEYS[1], '', 'PX', ARGV[1])
      """;

  /** A stream may also have given the last id that there is. */
  private static final String APPEND =
      """
      redis.pcall('XTRIM', KEYS[1], 'MINID', '0-1')
      local id = redis.pcall('XADD', KEYS[1], '*', ARGV[1], ARGV[2])
      if type(id) == 'string' then return id end
      redis.call('UNLINK', KEYS[1])
      return redis.call('XADD', KEYS[1], '*', ARGV[1], ARGV[2])
      """;

  /**
   * What makes a server's memory another one, by section of its INFO: {@code run_id} is new after a
   * restart, {@code master_replid} after it has become the master.
   */
  private static final Map<String, String> IDENTITY =
      Map.of("server", "run_id:", "replication", "master_replid:");

  private final RedisConnection connection;
  private final Namespace namespace;
  private final byte[] registry;
  private final byte[] registryFull;
  private final byte[] watermark;

  public RedisCache(RedisConnection connection, Namespace namespace) {
    this.connection = connection;
    this.namespace = namespace;
    this.registry = bytes(namespace.pageRegistry());
    this.registryFull = bytes(namespace.pageRegistryFull());
    this.watermark = bytes(namespace.watermark());
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
  public Map<Kind, Long> delete(Collection<CacheKey> keys) throws InterruptedException {
    List<CacheKey> sent = List.copyOf(keys);
    List<Future<Long>> answers = new ArrayList<>(sent.size());
    for (CacheKey key : sent) {
      answers.add(send(redis -> redis.unlink(bytes(key.name()), bytes(key.lease()))));
    }
    Map<Kind, Long> found = new TreeMap<>();
    for (int i = 0; i < sent.size(); i++) {
      if (deleted(sent.get(i), answers.get(i)) > 0) {
        found.merge(sent.get(i).kind(), 1L, Long::sum);
      }
    }
    return found;
  }

  /**
   * While a Cluster moves the key's slot, it may refuse to look at two keys at once. One by one,
   * the lease goes first: the fill under it then comes too late, or is found.
   */
  private long deleted(CacheKey key, Future<Long> answer) throws InterruptedException {
    try {
      return await(answer);
    } catch (CacheException e) {
      if (!isAnswer(e, "TRYAGAIN")) {
        throw e;
      }
      return ask(redis -> redis.unlink(bytes(key.lease())))
          + ask(redis -> redis.unlink(bytes(key.name())));
    }
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

  /**
   * A Cluster's nodes are scanned one after the other, so a key whose slot moves meanwhile may be
   * on neither when its turn comes. Then all are scanned again.
   */
  @Override
  public void scan(String pattern, Names names) throws InterruptedException {
    SlotMoves moves = new SlotMoves(slots());
    do {
      scanOnce(pattern, names);
    } while (moves.mayHaveHidden(slots()));
  }

  private ClusterSlots slots() throws InterruptedException {
    Void unused = await(connection.refreshNodes());
    List<String> answers = new ArrayList<>();
    for (Future<String> answer : sent(connection::clusterNodes)) {
      answers.add(await(answer));
    }
    return ClusterSlots.of(answers);
  }

  private void scanOnce(String pattern, Names names) throws InterruptedException {
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
      answers.add(set(bytes(namespace.fence(fence)), Lifetimes.FENCE));
    }
    for (Future<String> answer : answers) {
      String unused = await(answer);
    }
  }

  @Override
  public Set<FenceToken> passed(Collection<FenceToken> fences) throws InterruptedException {
    Map<FenceToken, Future<Long>> answers = new HashMap<>();
    for (FenceToken fence : fences) {
      answers.computeIfAbsent(
          fence, asked -> send(redis -> redis.exists(bytes(namespace.fence(asked)))));
    }
    Set<FenceToken> passed = new HashSet<>();
    for (Map.Entry<FenceToken, Future<Long>> answer : answers.entrySet()) {
      if (await(answer.getValue()) > 0) {
        passed.add(answer.getKey());
      }
    }
    return passed;
  }

  @Override
  public Optional<Checkpoint> checkpoint() throws InterruptedException {
    try {
      return Checkpoint.of(RedisFields.text(ask(redis -> redis.hgetall(watermark))));
    } catch (CacheException e) {
      if (!isOfAnotherType(e)) {
        throw e;
      }
      return Optional.empty();
    }
  }

  @Override
  public OptionalLong store(Checkpoint checkpoint, Optional<String> expectedRun)
      throws InterruptedException {
    Stream<String> condition =
        Stream.of(Checkpoint.RUN, expectedRun.orElse(""), checkpoint.nodes());
    byte[][] arguments =
        Stream.concat(condition, RedisFields.flat(checkpoint.fields()))
            .map(RedisCache::bytes)
            .toArray(byte[][]::new);
    Future<Long> stored =
        send(
            redis ->
                redis.eval(STORE, ScriptOutputType.INTEGER, new byte[][] {watermark}, arguments));
    List<Future<String>> infos = askNodes();
    long storedAt = await(stored);
    return storedAt != 0 && nodes(infos).equals(checkpoint.nodes())
        ? OptionalLong.of(storedAt)
        : OptionalLong.empty();
  }

  @Override
  public String nodes() throws InterruptedException {
    return nodes(askNodes());
  }

  private List<Future<String>> askNodes() {
    List<Future<String>> answers = new ArrayList<>();
    IDENTITY.keySet().forEach(section -> answers.addAll(sent(() -> connection.info(section))));
    return answers;
  }

  private static String nodes(List<Future<String>> answers) throws InterruptedException {
    List<String> identities = new ArrayList<>();
    for (Future<String> answer : answers) {
      await(answer)
          .lines()
          .filter(line -> IDENTITY.values().stream().anyMatch(line::startsWith))
          .forEach(identities::add);
    }
    return String.join(" ", new TreeSet<>(identities));
  }

  @Override
  public Optional<String> doubt() throws InterruptedException {
    return await(connection.doubtOfMaster());
  }

  @Override
  public long size() throws InterruptedException {
    return ask(RedisClusterAsyncCommands::dbsize);
  }

  @Override
  public List<Entry> read(StreamId from, int count) throws InterruptedException {
    Range<String> range =
        Range.from(Range.Boundary.including(from.toString()), Range.Boundary.unbounded());
    try {
      return ask(redis -> redis.xrange(registry, range, Limit.from(count))).stream()
          .map(RedisCache::entry)
          .toList();
    } catch (CacheException e) {
      if (!isOfAnotherType(e)) {
        throw e;
      }
      remove();
      return List.of();
    }
  }

  @Override
  public StreamId append(String field, String value) throws InterruptedException {
    byte[] id =
        ask(
            redis ->
                redis.eval(
                    APPEND,
                    ScriptOutputType.VALUE,
                    new byte[][] {registry},
                    bytes(field),
                    bytes(value)));
    return StreamId.of(text(id));
  }

  @Override
  public long now() throws InterruptedException {
    List<byte[]> secondsAndMicros = ask(RedisClusterAsyncCommands::time);
    return Long.parseLong(text(secondsAndMicros.get(0))) * 1_000
        + Long.parseLong(text(secondsAndMicros.get(1))) / 1_000;
  }

  @Override
  public void trimBefore(StreamId id) throws InterruptedException {
    Long unused = ask(redis -> redis.xtrim(registry, XTrimArgs.Builder.minId(id.toString())));
  }

  @Override
  public void remove() throws InterruptedException {
    Long unused = ask(redis -> redis.unlink(registry));
  }

  @Override
  public void announceFull() throws InterruptedException {
    String unused = await(set(registryFull, FULL_TTL));
  }

  @Override
  public void announceRoom() throws InterruptedException {
    Long unused = ask(redis -> redis.unlink(registryFull));
  }

  /** Makes a key that lives for so long. */
  private Future<String> set(byte[] key, Duration life) {
    return send(
        redis ->
            redis.eval(
                SET,
                ScriptOutputType.STATUS,
                new byte[][] {key},
                bytes(Long.toString(life.toMillis()))));
  }

  private <T> T ask(Function<RedisClusterAsyncCommands<byte[], byte[]>, Future<T>> command)
      throws InterruptedException {
    try {
      return connection.ask(command);
    } catch (RedisException e) {
      throw failed(e);
    }
  }

  private <T> Future<T> send(
      Function<RedisClusterAsyncCommands<byte[], byte[]>, Future<T>> command) {
    return sent(() -> command.apply(connection.commands()));
  }

  private static <T> T sent(Supplier<T> commands) {
    try {
      return commands.get();
    } catch (RedisException e) {
      throw failed(e);
    }
  }

  /** Every command ends within the connection's command timeout. */
  static <T> T await(Future<T> answer) throws InterruptedException {
    try {
      return RedisAnswers.await(answer);
    } catch (RedisException e) {
      throw failed(e);
    }
  }

  static CacheException failed(Throwable failure) {
    List<String> messages =
        Stream.iterate(failure, e -> e != null, Throwable::getCause)
            .map(RedisAnswers::message)
            .toList();
    Optional<String> refusal = messages.stream().filter(RedisAnswers::isRefusal).findFirst();
    String last = messages.get(messages.size() - 1);
    return new CacheException("Redis: " + refusal.orElse(last), refusal.isPresent(), failure);
  }

  /** Whether the key holds something else than the command is for. */
  private static boolean isOfAnotherType(CacheException failure) {
    return isAnswer(failure, "WRONGTYPE");
  }

  private static boolean isAnswer(CacheException failure, String code) {
    return String.valueOf(failure.getMessage()).startsWith("Redis: " + code + " ");
  }

  private static Entry entry(StreamMessage<byte[], byte[]> message) {
    return new Entry(StreamId.of(message.getId()), RedisFields.text(message.getBody()));
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
