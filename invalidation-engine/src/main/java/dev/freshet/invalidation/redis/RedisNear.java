package dev.freshet.invalidation.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.invalidation.cache.CacheException;
import dev.freshet.invalidation.cache.Checkpoint;
import dev.freshet.invalidation.near.NearStore;
import dev.freshet.keys.Namespace;
import dev.freshet.keys.near.NearDeletion;
import dev.freshet.keys.near.NearMessage;
import dev.freshet.keys.near.NearTerms;
import dev.freshet.redis.RedisConnection;
import dev.freshet.redis.RedisFields;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The near tier in Redis: two streams, a hash, and a field of the watermark, which share a slot of
 * a Cluster. What is written is written where and while the watermark is of the run that writes it.
 */
public final class RedisNear implements NearStore {

  /** Deletes first, as a full Redis refuses only the first write of a script. */
  private static final String PUBLISH =
      """
      if redis.pcall('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
      redis.pcall('XTRIM', KEYS[2], 'MINID', '0-1')
      local id = redis.pcall('XADD', KEYS[2], 'MAXLEN', '~', ARGV[3], '*', unpack(ARGV, 4))
      if type(id) == 'string' then return 1 end
      redis.call('UNLINK', KEYS[2])
      redis.call('XADD', KEYS[2], '*', unpack(ARGV, 4))
      return 1
      """;

  /**
   * The number of renewals, then each session with its renewal, then those that are gone. The
   * watermark of a server that has come back as it was earlier may be of the run as well, and what
   * the run has deleted since then may be there again.
   */
  private static final String GRANT =
      RedisCache.IS_OF
          + """
      if redis.pcall('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] or not isOf(ARGV[5]) then return 0 end
      local count = tonumber(ARGV[4])
      for i = 6 + 2 * count, #ARGV do redis.pcall('HDEL', KEYS[2], ARGV[i]) end
      if count == 0 then return 1 end
      redis.call('HSET', KEYS[1], ARGV[3], '1')
      for i = 6, 4 + 2 * count, 2 do
        if type(redis.pcall('HSET', KEYS[2], ARGV[i], ARGV[i + 1])) == 'table' then
          redis.call('UNLINK', KEYS[2])
          redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1])
        end
      end
      return 1
      """;

  private static final String TAKE_OVER =
      """
      redis.call('UNLINK', KEYS[2])
      return redis.call('HGET', KEYS[1], ARGV[1]) and 1 or 0
      """;

  private static final String FORGET =
      """
      if redis.pcall('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
      redis.call('UNLINK', KEYS[2])
      return redis.call('HDEL', KEYS[1], ARGV[3])
      """;

  private static final int MOST_MESSAGES = 1_000;

  private final RedisConnection commands;
  private final RedisConnection waiting;
  private final long blockMillis;
  private final byte[] members;
  private final byte[][] watermarkAndDeletions;
  private final byte[][] watermarkAndGrants;
  private @Nullable String received;

  /** Of the checkpoint with which the run has begun. */
  private volatile String nodes = "";

  /**
   * @param commands the connection that keys are deleted by
   * @param waiting one that nobody else uses, as it waits in Redis
   * @param block how long to wait for messages; less than its command timeout
   */
  public RedisNear(
      RedisConnection commands, RedisConnection waiting, Duration block, Namespace namespace) {
    this.commands = commands;
    this.waiting = waiting;
    this.blockMillis = block.toMillis();
    byte[] watermark = bytes(namespace.watermark());
    this.members = bytes(namespace.nearMembers());
    this.watermarkAndDeletions = new byte[][] {watermark, bytes(namespace.nearDeletions())};
    this.watermarkAndGrants = new byte[][] {watermark, bytes(namespace.nearGrants())};
  }

  @Override
  public boolean publish(NearDeletion entry) throws InterruptedException {
    return run(
            PUBLISH,
            watermarkAndDeletions,
            Stream.concat(
                Stream.of(Checkpoint.RUN, entry.run(), Integer.toString(NearTerms.DELETIONS_KEPT)),
                RedisFields.flat(entry.fields())))
        == 1;
  }

  @Override
  public boolean grant(String run, Map<String, Long> renewals, Collection<String> gone)
      throws InterruptedException {
    Map<String, Long> certain = renewals.isEmpty() || isDoubted() ? Map.of() : renewals;
    List<String> arguments =
        new ArrayList<>(
            List.of(
                Checkpoint.RUN, run, NearTerms.GRANTED, Integer.toString(certain.size()), nodes));
    certain.forEach(
        (session, renewal) -> {
          arguments.add(session);
          arguments.add(Long.toString(renewal));
        });
    arguments.addAll(gone);
    return run(GRANT, watermarkAndGrants, arguments.stream()) == 1;
  }

  /** Whether readers may use another server. */
  private boolean isDoubted() throws InterruptedException {
    return RedisCache.await(commands.doubtOfMaster()).isPresent();
  }

  @Override
  public boolean takeOver(String of) throws InterruptedException {
    nodes = of;
    return run(TAKE_OVER, watermarkAndGrants, Stream.of(NearTerms.GRANTED)) == 1;
  }

  @Override
  public void forgetGrants(String run) throws InterruptedException {
    long unused =
        run(FORGET, watermarkAndGrants, Stream.of(Checkpoint.RUN, run, NearTerms.GRANTED));
  }

  @Override
  @SuppressWarnings("unchecked") // the command takes several streams, as an array
  public List<NearMessage> receive() throws InterruptedException {
    String from = received;
    if (from == null) {
      from = last();
      received = from;
    }
    StreamOffset<byte[]> offset = StreamOffset.from(members, from);
    XReadArgs args = XReadArgs.Builder.block(blockMillis).count(MOST_MESSAGES);
    List<StreamMessage<byte[], byte[]>> answer;
    try {
      answer = ask(waiting, redis -> redis.xread(args, offset));
    } catch (CacheException e) {
      // Another server, or another state of this one, may give lower ids.
      received = null;
      throw e;
    }
    List<NearMessage> messages = new ArrayList<>();
    for (StreamMessage<byte[], byte[]> entry : answer) {
      NearMessage.of(RedisFields.text(entry.getBody())).ifPresent(messages::add);
      received = entry.getId();
    }
    return messages;
  }

  private String last() throws InterruptedException {
    List<StreamMessage<byte[], byte[]>> newest =
        ask(waiting, redis -> redis.xrevrange(members, Range.unbounded(), Limit.from(1)));
    return newest.isEmpty() ? "0-0" : newest.get(0).getId();
  }

  private long run(String script, byte[][] keys, Stream<String> arguments)
      throws InterruptedException {
    byte[][] values = arguments.map(RedisNear::bytes).toArray(byte[][]::new);
    Long answer =
        ask(commands, redis -> redis.eval(script, ScriptOutputType.INTEGER, keys, values));
    return answer;
  }

  private static <T> T ask(
      RedisConnection connection,
      Function<RedisClusterAsyncCommands<byte[], byte[]>, Future<T>> command)
      throws InterruptedException {
    try {
      return connection.ask(command);
    } catch (RedisException e) {
      throw RedisCache.failed(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
