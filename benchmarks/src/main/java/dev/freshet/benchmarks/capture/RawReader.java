package dev.freshet.benchmarks.capture;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/**
 * The least that can be done: reads the replication stream with pgjdbc alone, takes from each
 * change of {@code products} no more than its first column, the id, and deletes the product's key.
 * It looks at no old values, waits for no commit to become visible, and stores nothing.
 *
 * <p>The messages are those of <a
 * href="https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html">pgoutput,
 * protocol version 1</a>.
 */
public final class RawReader {

  private static final int PORTION = 1_000;

  private final RedisAsyncCommands<String, String> redis;
  private final Map<Integer, String> relations = new HashMap<>();
  private final List<String> keys = new ArrayList<>();
  private final List<RedisFuture<Long>> deletions = new ArrayList<>();
  private LogSequenceNumber end = LogSequenceNumber.INVALID_LSN;

  private RawReader(RedisAsyncCommands<String, String> redis) {
    this.redis = redis;
  }

  /** Takes its settings from the environment. */
  public static void main(String[] arguments) throws Exception {
    FollowerSettings given = FollowerSettings.of(System.getenv());
    Properties properties = new Properties();
    PGProperty.USER.set(properties, given.user());
    PGProperty.PASSWORD.set(properties, given.password());
    PGProperty.REPLICATION.set(properties, "database");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
    RedisClient client = RedisClient.create(given.redisUri());
    try (Connection connection = DriverManager.getConnection(given.jdbcUrl(), properties)) {
      PGReplicationStream stream =
          connection
              .unwrap(PGConnection.class)
              .getReplicationAPI()
              .replicationStream()
              .logical()
              .withSlotName(given.slot())
              .withSlotOption("proto_version", 1)
              .withSlotOption("publication_names", given.publication())
              .start();
      new RawReader(client.connect().async()).follow(stream);
    }
  }

  private void follow(PGReplicationStream stream) throws Exception {
    while (true) {
      ByteBuffer message = stream.readPending();
      if (message == null) {
        confirm(stream);
        message = stream.read();
      }
      boolean committed = read(message);
      // A command at a time while commits come singly, full ones while they pile up.
      if (keys.size() == PORTION || committed && isIdle()) {
        delete();
      }
      if (committed) {
        end = stream.getLastReceiveLSN();
      }
    }
  }

  /** Once nothing more is at hand, so that a stream that has piled up is not held up. */
  private void confirm(PGReplicationStream stream) throws Exception {
    delete();
    for (RedisFuture<Long> deletion : deletions) {
      deletion.get();
    }
    deletions.clear();
    stream.setAppliedLSN(end);
    stream.setFlushedLSN(end);
    stream.forceUpdateStatus();
  }

  private boolean isIdle() {
    return deletions.isEmpty() || deletions.get(deletions.size() - 1).isDone();
  }

  private void delete() {
    if (!keys.isEmpty()) {
      deletions.add(redis.unlink(keys.toArray(String[]::new)));
      keys.clear();
    }
  }

  /** Whether the message is the end of a transaction. */
  private boolean read(ByteBuffer message) {
    char type = (char) message.get();
    switch (type) {
      case 'R' -> {
        int relation = message.getInt();
        text(message);
        relations.put(relation, text(message));
      }
      case 'I', 'U', 'D' -> {
        if (relations.getOrDefault(message.getInt(), "").equals("products")) {
          message.get();
          keys.add(Keys.ofProduct(firstColumn(message)));
        }
      }
      default -> {}
    }
    return type == 'C';
  }

  private static long firstColumn(ByteBuffer tuple) {
    tuple.getShort();
    tuple.get();
    byte[] digits = new byte[tuple.getInt()];
    tuple.get(digits);
    return Long.parseLong(new String(digits, US_ASCII));
  }

  private static String text(ByteBuffer message) {
    StringBuilder text = new StringBuilder();
    for (byte next = message.get(); next != 0; next = message.get()) {
      text.append((char) next);
    }
    return text.toString();
  }
}
