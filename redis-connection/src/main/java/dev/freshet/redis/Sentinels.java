package dev.freshet.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import io.lettuce.core.sentinel.api.async.RedisSentinelAsyncCommands;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The Sentinels that a URI lists, each asked over a connection of its own. Thread-safe. */
final class Sentinels {

  /** A Sentinel that could not be reached is left alone for so long. */
  private static final Duration RETRY = Duration.ofSeconds(2);

  /** Of a master that a Sentinel does not reach, or is replacing. */
  private static final List<String> DOUBTFUL = List.of("s_down", "o_down", "failover_in_progress");

  private final RedisClient client;
  private final String masterName;
  private final Duration limit;
  private final List<Member> members;

  /**
   * @param uri with Sentinels
   * @param limit for an answer
   */
  Sentinels(RedisClient client, RedisURI uri, Duration limit) {
    this.client = client;
    this.masterName = uri.getSentinelMasterId();
    this.limit = limit;
    this.members = uri.getSentinels().stream().map(Member::new).toList();
  }

  /**
   * Asks each which server is the master, and waits until more than half say the same, without a
   * doubt, or all have answered or not done so within the limit. Never fails.
   */
  CompletableFuture<SentinelPoll> ask() {
    CompletableFuture<SentinelPoll> poll = new CompletableFuture<>();
    Ballot ballot = new Ballot(poll);
    for (Member member : members) {
      CompletableFuture<?> unused =
          member
              .opinion()
              .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
              .whenComplete(ballot::add);
    }
    return poll;
  }

  private static boolean isReached(Map<String, String> master) {
    return Stream.of(master.getOrDefault("flags", "").split(",")).noneMatch(DOUBTFUL::contains);
  }

  /** Collects what the Sentinels say to one question. */
  private final class Ballot {

    private final CompletableFuture<SentinelPoll> poll;
    private final List<SentinelPoll.Opinion> opinions = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Throwable failure;
    private int ended;

    Ballot(CompletableFuture<SentinelPoll> poll) {
      this.poll = poll;
    }

    void add(SentinelPoll.@Nullable Opinion opinion, @Nullable Throwable why) {
      SentinelPoll sofar;
      boolean all;
      lock.lock();
      try {
        if (opinion != null) {
          opinions.add(opinion);
        } else {
          failure = why;
        }
        all = ++ended == members.size();
        sofar =
            new SentinelPoll(members.size(), List.copyOf(opinions), Optional.ofNullable(failure));
      } finally {
        lock.unlock();
      }
      if (all || sofar.isDecided()) {
        poll.complete(sofar);
      }
    }
  }

  private final class Member {

    private final RedisURI uri;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable CompletableFuture<StatefulRedisSentinelConnection<String, String>> connection;
    private long connectedAt;

    Member(RedisURI uri) {
      this.uri = uri;
    }

    CompletableFuture<SentinelPoll.Opinion> opinion() {
      return connection().thenCompose(opened -> opinion(opened.async()));
    }

    private CompletionStage<SentinelPoll.Opinion> opinion(
        RedisSentinelAsyncCommands<String, String> sentinel) {
      RedisFuture<SocketAddress> address = sentinel.getMasterAddrByName(masterName);
      RedisFuture<Map<String, String>> master = sentinel.master(masterName);
      return address.thenCombine(
          master,
          (named, state) -> {
            if (named == null) {
              throw new RedisConnectionException("Sentinel knows no master " + masterName);
            }
            return new SentinelPoll.Opinion((InetSocketAddress) named, isReached(state));
          });
    }

    /** Once the connection has been made, Lettuce makes it again when it is lost. */
    private CompletableFuture<StatefulRedisSentinelConnection<String, String>> connection() {
      lock.lock();
      try {
        CompletableFuture<StatefulRedisSentinelConnection<String, String>> last = connection;
        boolean failed = last != null && last.isCompletedExceptionally();
        if (last != null && !(failed && System.nanoTime() - connectedAt > RETRY.toNanos())) {
          return last;
        }
        connectedAt = System.nanoTime();
        CompletableFuture<StatefulRedisSentinelConnection<String, String>> next =
            client.connectSentinelAsync(StringCodec.UTF8, uri);
        connection = next;
        return next;
      } finally {
        lock.unlock();
      }
    }
  }
}
