package dev.freshet.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.AsyncExecutions;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One multiplexed connection to Redis that is there when Redis is, and fails fast when it is not.
 *
 * <p>Opening never waits and never fails: the first connection is made in the background and tried
 * again for ever, so that a service can start before its Redis. After that Lettuce reconnects.
 * Until then, and whenever the connection is down, commands fail at once; a command that gets no
 * answer fails after the command timeout. Thread-safe.
 */
public final class RedisConnection implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RedisConnection.class);

  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(2);
  private static final Duration KEEP_ALIVE_IDLE = Duration.ofSeconds(30);
  private static final Duration KEEP_ALIVE_INTERVAL = Duration.ofSeconds(10);
  private static final Duration TOPOLOGY_REFRESH = Duration.ofSeconds(30);
  private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(2);

  private final RedisUris uris;
  private final AbstractRedisClient client;
  private volatile @Nullable Connected connected;
  private volatile @Nullable Throwable connectFailure;
  private volatile boolean closed;
  private final AtomicLong losses = new AtomicLong();

  private RedisConnection(RedisSettings settings) {
    this.uris = RedisUris.of(settings.uri());
    // Lettuce's timeout of a URI bounds the handshake; TimeoutOptions bounds the commands.
    uris.nodes().forEach(node -> node.setTimeout(settings.connectTimeout()));
    this.client = client(uris, options(settings));
    client.addListener(new LossCounter());
  }

  /** Opens the connection in the background. */
  public static RedisConnection open(RedisSettings settings) {
    RedisConnection connection = new RedisConnection(settings);
    connection.connect(FIRST_RETRY);
    return connection;
  }

  /**
   * The commands, on standalone Redis, the master that Sentinel names, or the Cluster.
   *
   * @throws RedisConnectionException at once, if there has been no connection yet
   */
  public RedisClusterAsyncCommands<byte[], byte[]> commands() {
    Connected now = connected;
    if (now == null) {
      throw new RedisConnectionException("not connected to Redis at " + uris);
    }
    return now.commands();
  }

  /**
   * Asks every server that holds keys, in a Cluster each master with slots, for a section of its
   * {@code INFO}.
   *
   * @throws RedisConnectionException at once, if there has been no connection yet
   */
  public List<Future<String>> info(String section) {
    if (commands() instanceof RedisAdvancedClusterAsyncCommands<byte[], byte[]> cluster) {
      AsyncExecutions<String> answers =
          cluster
              .nodes(node -> node.is(NodeFlag.UPSTREAM) && !node.hasNoSlots())
              .commands()
              .info(section);
      return Stream.of(answers.futures()).<Future<String>>map(answer -> answer).toList();
    }
    return List.of(commands().info(section));
  }

  /** Looks which nodes a Cluster has, as some may be new; complete at once where there is none. */
  public Future<Void> refreshNodes() {
    return client instanceof RedisClusterClient cluster
        ? cluster.refreshPartitionsAsync().toCompletableFuture()
        : CompletableFuture.completedFuture(null);
  }

  /**
   * Asks every known master of a Cluster for its nodes and their slots ({@code CLUSTER NODES});
   * nobody where there is none.
   *
   * @throws RedisConnectionException at once, if there has been no connection yet
   */
  public List<Future<String>> clusterNodes() {
    if (commands() instanceof RedisAdvancedClusterAsyncCommands<byte[], byte[]> cluster) {
      return cluster.nodes(node -> node.is(NodeFlag.UPSTREAM)).asMap().values().stream()
          .<Future<String>>map(RedisClusterAsyncCommands::clusterNodes)
          .toList();
    }
    return List.of();
  }

  /** Whether commands can be sent now. */
  public boolean isConnected() {
    Connected now = connected;
    return now != null && now.connection().isOpen();
  }

  /**
   * How often the connection was lost. It is counted before the connection is made again, maybe to
   * another server: when two calls return the same, all that was answered between them came over
   * one connection. Always 0 in a Cluster, where there are many.
   */
  public long losses() {
    return losses.get();
  }

  /** Why the first connection has not been made yet; empty once it has. */
  public Optional<Throwable> connectFailure() {
    return Optional.ofNullable(connectFailure);
  }

  /** Closes the connection; commands under way fail. */
  @Override
  public void close() {
    closed = true;
    client.shutdown(0, SHUTDOWN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void connect(Duration pause) {
    attempt()
        .whenComplete(
            (connection, failure) -> {
              if (failure == null) {
                connected = connection;
                connectFailure = null;
                log.info("Connected to Redis at {}", uris);
              } else if (!closed) {
                retry(failure, pause);
              }
            });
  }

  private CompletionStage<Connected> attempt() {
    if (client instanceof RedisClusterClient cluster) {
      return cluster
          .refreshPartitionsAsync()
          .thenCompose(topology -> cluster.connectAsync(ByteArrayCodec.INSTANCE))
          .thenApply(RedisConnection::cluster);
    }
    return ((RedisClient) client)
        .connectAsync(ByteArrayCodec.INSTANCE, uris.nodes().get(0))
        .thenApply(RedisConnection::single);
  }

  private void retry(Throwable failure, Duration pause) {
    Throwable cause =
        failure instanceof CompletionException e && e.getCause() != null ? e.getCause() : failure;
    if (connectFailure == null) {
      log.warn("No connection to Redis at {} yet, trying again: {}", uris, rootMessage(cause));
    }
    connectFailure = cause;
    Duration next = pause.multipliedBy(2);
    Future<?> unused =
        client
            .getResources()
            .eventExecutorGroup()
            .schedule(
                () -> {
                  if (!closed) {
                    connect(next.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : next);
                  }
                },
                pause.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  private static Connected single(StatefulRedisConnection<byte[], byte[]> connection) {
    return new Connected(connection, connection.async());
  }

  private static Connected cluster(StatefulRedisClusterConnection<byte[], byte[]> connection) {
    return new Connected(connection, connection.async());
  }

  private static AbstractRedisClient client(RedisUris uris, ClientOptions options) {
    if (uris.cluster()) {
      RedisClusterClient client = RedisClusterClient.create(uris.nodes());
      client.setOptions(
          ClusterClientOptions.builder(options)
              .topologyRefreshOptions(
                  ClusterTopologyRefreshOptions.builder()
                      .enableAllAdaptiveRefreshTriggers()
                      .enablePeriodicRefresh(TOPOLOGY_REFRESH)
                      .build())
              .build());
      return client;
    }
    RedisClient client = RedisClient.create();
    client.setOptions(options);
    return client;
  }

  private static ClientOptions options(RedisSettings settings) {
    return ClientOptions.builder()
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .timeoutOptions(TimeoutOptions.enabled(settings.commandTimeout()))
        // A feature of Redis Enterprise's proxies, which older servers answer with an error.
        .maintNotificationsConfig(MaintNotificationsConfig.disabled())
        .socketOptions(
            SocketOptions.builder()
                .connectTimeout(settings.connectTimeout())
                .keepAlive(
                    KeepAliveOptions.builder()
                        .enable()
                        .idle(KEEP_ALIVE_IDLE)
                        .interval(KEEP_ALIVE_INTERVAL)
                        .count(3)
                        .build())
                .build())
        .build();
  }

  /** Told of this client's connections, in a Cluster also of those that only ask for its nodes. */
  private final class LossCounter implements RedisConnectionStateListener {

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
      Connected now = connected;
      if (now != null && now.connection() == connection) {
        losses.incrementAndGet();
      }
    }
  }

  private record Connected(
      StatefulConnection<byte[], byte[]> connection,
      RedisClusterAsyncCommands<byte[], byte[]> commands) {}
}
