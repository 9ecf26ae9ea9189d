package dev.freshet.cache.redis;

import static dev.freshet.cache.redis.LettuceCommands.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.cache.CacheUnavailableException;
import dev.freshet.cache.near.NearChannel;
import dev.freshet.keys.Namespace;
import dev.freshet.keys.near.NearDeletion;
import dev.freshet.keys.near.NearMessage;
import dev.freshet.keys.near.NearTerms;
import dev.freshet.redis.RedisFields;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The near tier's streams and hash in Redis. */
public final class LettuceNearChannel implements NearChannel {

  private static final String RUN = "run";

  /** The run, the id of the last entry, and its fields. */
  private static final String START =
      """
      local run = redis.call('HGET', KEYS[1], ARGV[1])
      if not run then return {} end
      local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
      if not last then return {run, '0-0'} end
      return {run, last[1], unpack(last[2])}
      """;

  /** To another run, or none, nothing is said. */
  private static final String RENEW =
      """
      local run = redis.call('HGET', KEYS[1], ARGV[1]) or ''
      if run ~= ARGV[2] then return {run, '0'} end
      redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[4], '*', unpack(ARGV, 5))
      return {run, redis.call('HGET', KEYS[2], ARGV[3]) or '0'}
      """;

  private static final int MOST_ENTRIES = 100;

  private final LettuceCommands redis;
  private final LettuceCommands waiting;
  private final long blockMillis;
  private final byte[] deletions;
  private final byte[] members;
  private final byte[][] watermarkAndDeletions;
  private final byte[][] watermarkGrantsAndMembers;

  /**
   * @param redis the connection that values are read by
   * @param waiting one that nobody else uses, as it waits in Redis
   * @param block how long to wait for entries; less than its command timeout
   */
  public LettuceNearChannel(
      LettuceCommands redis, LettuceCommands waiting, Duration block, Namespace namespace) {
    this.redis = redis;
    this.waiting = waiting;
    this.blockMillis = block.toMillis();
    this.deletions = bytes(namespace.nearDeletions());
    this.members = bytes(namespace.nearMembers());
    byte[] watermark = bytes(namespace.watermark());
    this.watermarkAndDeletions = new byte[][] {watermark, deletions};
    this.watermarkGrantsAndMembers =
        new byte[][] {watermark, bytes(namespace.nearGrants()), members};
  }

  @Override
  public Optional<Start> start() {
    List<String> answer = run(START, watermarkAndDeletions, Stream.of(RUN));
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> fields = new HashMap<>();
    for (int i = 2; i + 1 < answer.size(); i += 2) {
      fields.put(answer.get(i), answer.get(i + 1));
    }
    String run = answer.get(0);
    long number =
        NearDeletion.of(fields)
            .filter(last -> last.run().equals(run))
            .map(NearDeletion::number)
            .orElse(0L);
    return Optional.of(new Start(run, answer.get(1), number));
  }

  @Override
  public Answer renew(NearMessage renewal) {
    List<String> answer =
        run(
            RENEW,
            watermarkGrantsAndMembers,
            Stream.concat(
                Stream.of(
                    RUN,
                    renewal.run(),
                    renewal.session(),
                    Integer.toString(NearTerms.MESSAGES_KEPT)),
                RedisFields.flat(renewal.fields())));
    if (answer.size() != 2) {
      throw CacheUnavailableException.server("unexpected answer of the renewal script", null);
    }
    return new Answer(answer.get(0), Long.parseLong(answer.get(1)));
  }

  @Override
  public void tell(NearMessage message) {
    Map<byte[], byte[]> fields = RedisFields.bytes(message.fields());
    XAddArgs args = XAddArgs.Builder.maxlen(NearTerms.MESSAGES_KEPT).approximateTrimming();
    redis.send(commands -> commands.xadd(members, args, fields));
  }

  @Override
  @SuppressWarnings("unchecked") // the command takes several streams, as an array
  public Followed follow(String cursor) {
    XReadArgs args = XReadArgs.Builder.block(blockMillis).count(MOST_ENTRIES);
    StreamOffset<byte[]> offset = StreamOffset.from(deletions, cursor);
    List<StreamMessage<byte[], byte[]>> answer =
        waiting.await(commands -> commands.xread(args, offset));
    if (answer == null) {
      return new Followed(List.of(), cursor);
    }
    List<Optional<NearDeletion>> entries = new ArrayList<>();
    String last = cursor;
    for (StreamMessage<byte[], byte[]> entry : answer) {
      entries.add(NearDeletion.of(RedisFields.text(entry.getBody())));
      last = entry.getId();
    }
    return new Followed(entries, last);
  }

  @Override
  public long losses() {
    return redis.losses();
  }

  private List<String> run(String script, byte[][] keys, Stream<String> arguments) {
    byte[][] values = arguments.map(LettuceCommands::bytes).toArray(byte[][]::new);
    List<byte[]> answer =
        redis.await(
            commands -> commands.<List<byte[]>>eval(script, ScriptOutputType.MULTI, keys, values));
    return answer == null
        ? List.of()
        : answer.stream().map(bytes -> new String(bytes, UTF_8)).toList();
  }
}
