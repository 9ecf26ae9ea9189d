package dev.freshet.redis;

import dev.freshet.time.Pauses;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.SslOptions;
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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
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
 * answer fails after the command timeout.
 *
 * <p>A command reaches a server at most once: what was under way when the connection was lost
 * fails, and is not sent again by the next one. Leases depend on it. Thread-safe.
 */
public final class RedisConnection implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RedisConnection.class);

  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(2);
  private static final Duration KEEP_ALIVE_IDLE = Duration.ofSeconds(30);
  private static final Duration KEEP_ALIVE_INTERVAL = Duration.ofSeconds(10);
  private static final Duration TOPOLOGY_REFRESH = Duration.ofSeconds(30);
  private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(2);

  /** Lettuce fails a command after its timeout by itself; this is the net under it. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** How often Sentinels are asked for the master. */
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(500);

  /** By then all processes that reach the Sentinels have followed them to another master. */
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private final RedisUris uris;
  private final AbstractRedisClient client;
  private final Duration answerLimit;
  private final @Nullable Sentinels sentinels;
  private volatile @Nullable Connected connected;
  private volatile @Nullable Throwable connectFailure;
  private volatile boolean closed;
  private final AtomicLong losses = new AtomicLong();
  private volatile @Nullable Server server;

  private RedisConnection(RedisSettings settings) {
    this.uris = settings.uris();
    this.client = client(uris, options(settings));
    this.answerLimit = settings.commandTimeout().plus(GRACE);
    this.sentinels =
        client instanceof SentinelClient asking
            ? asking.sentinels(settings.commandTimeout())
            : null;
    client.addListener(new Listener());
  }

  /** Opens the connection in the background. */
  public static RedisConnection open(RedisSettings settings) {
    RedisConnection connection = new RedisConnection(settings);
    connection.connect(new Pauses(FIRST_RETRY, LONGEST_RETRY));
    if (connection.sentinels != null) {
      connection.lookAgain();
    }
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
   * Sends a command and waits for its answer.
   *
   * @throws RedisException if it fails, there is no connection, or no answer in time
   */
  public <T> T ask(Function<RedisClusterAsyncCommands<byte[], byte[]>, ? extends Future<T>> command)
      throws InterruptedException {
    return RedisAnswers.await(command.apply(commands()), answerLimit);
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

  /**
   * Why the server that commands go to may not be the master any more, or may be one that others
   * have not followed to yet; empty if it is the master, as more than half of the listed Sentinels
   * say, asked by this call. Never fails. Without Sentinel complete at once, and empty.
   */
  public CompletableFuture<Optional<String>> doubtOfMaster() {
    if (sentinels == null) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return sentinels.ask().thenApplyAsync(this::doubt, client.getResources().eventExecutorGroup());
  }

  private Optional<String> doubt(SentinelPoll poll) {
    Server now = server;
    if (now == null) {
      return Optional.of("there is no connection");
    }
    Optional<String> doubt = poll.doubtOf(now::isAt);
    return doubt.isEmpty() && System.nanoTime() - now.since() < SETTLED.toNanos()
        ? Optional.of("other processes may not have followed to this master yet")
        : doubt;
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

  private void connect(Pauses pauses) {
    attempt()
        .whenComplete(
            (connection, failure) -> {
              if (failure == null) {
                connected = connection;
                connectFailure = null;
                log.info("Connected to Redis at {}", uris);
              } else if (!closed) {
                retry(failure, pauses);
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

  private void lookAgain() {
    Future<?> unused =
        client
            .getResources()
            .eventExecutorGroup()
            .schedule(this::look, LOOK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    if (closed || sentinels == null) {
      return;
    }
    CompletableFuture<?> unused =
        sentinels
            .ask()
            .thenAcceptAsync(this::follow, client.getResources().eventExecutorGroup())
            .whenComplete((done, failure) -> lookAgain());
  }

  /** A master that was replaced while it was cut off does not end its connections. */
  private void follow(SentinelPoll poll) {
    Connected old = connected;
    Server now = server;
    Optional<InetSocketAddress> named = poll.majority();
    if (old == null || now == null || named.isEmpty() || now.isAt(named.get())) {
      return;
    }
    log.warn("Sentinel names another Redis master: {}", SentinelPoll.text(named.get()));
    // In this order, for what losses() says.
    connected = null;
    losses.incrementAndGet();
    CompletableFuture<?> unused = old.connection().closeAsync();
    connect(new Pauses(FIRST_RETRY, LONGEST_RETRY));
  }

  private void retry(Throwable failure, Pauses pauses) {
    Throwable cause =
        Optional.of(failure)
            .filter(any -> uris.tls())
            .flatMap(TlsFailure::line)
            .<Throwable>map(RedisConnectionException::new)
            .orElseGet(() -> unwrapped(failure));
    log.debug("No connection to Redis", failure);
    if (connectFailure == null) {
      log.warn("No connection to Redis at {} yet, trying again: {}", uris, rootMessage(cause));
    }
    connectFailure = cause;
    Future<?> unused =
        client
            .getResources()
            .eventExecutorGroup()
            .schedule(
                () -> {
                  if (!closed) {
                    connect(pauses);
                  }
                },
                pauses.next().toMillis(),
                TimeUnit.MILLISECONDS);
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException e && e.getCause() != null
        ? e.getCause()
        : failure;
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
    RedisURI uri = uris.nodes().get(0);
    RedisClient client =
        uri.getSentinels().isEmpty() ? RedisClient.create() : new SentinelClient(uri);
    client.setOptions(options);
    return client;
  }

  private static ClientOptions options(RedisSettings settings) {
    return ClientOptions.builder()
        .sslOptions(settings.tls().map(RedisTls::options).orElseGet(SslOptions::create))
        // The other behaviours send again what was under way when the connection was lost.
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

  /** Told of this client's connections, also of those that only ask for nodes. */
  private final class Listener implements RedisConnectionStateListener {

    @Override
    public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
      if (connection instanceof StatefulRedisConnection
          && address instanceof InetSocketAddress remote) {
        Server before = server;
        server =
            before != null && before.address().equals(remote)
                ? before
                : new Server(remote, System.nanoTime());
      }
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
      Connected now = connected;
      if (now != null && now.connection() == connection) {
        losses.incrementAndGet();
      }
    }
  }

  /**
   * The server that the connection was made to last.
   *
   * @param since when it was first connected to, after another
   */
  private record Server(InetSocketAddress address, long since) {

    boolean isAt(InetSocketAddress named) {
      try {
        return named.getPort() == address.getPort()
            && List.of(InetAddress.getAllByName(named.getHostString()))
                .contains(address.getAddress());
      } catch (UnknownHostException e) {
        return false;
      }
    }
  }

  private record Connected(
      StatefulConnection<byte[], byte[]> connection,
      RedisClusterAsyncCommands<byte[], byte[]> commands) {}
}
