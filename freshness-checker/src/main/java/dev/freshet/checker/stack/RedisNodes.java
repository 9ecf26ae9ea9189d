package dev.freshet.checker.stack;

import dev.freshet.local.Closer;
import dev.freshet.local.redis.LocalRedis;
import dev.freshet.time.Pauses;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The Redis servers of a {@link RedisLayout}. */
public final class RedisNodes implements AutoCloseable {

  private static final String MASTER = "catalog";

  /** The user as whom the Sentinel asks, so that it alone can be kept from a server. */
  private static final String SENTINEL_USER = "sentinel";

  private static final String SENTINEL_PASSWORD = "sentinel";
  private static final Duration ELECTION_LIMIT = Duration.ofSeconds(60);

  /** The first line of what a master answers to ROLE; a replica's has five elements. */
  private static final String ROLE_OF_A_MASTER = "*3";

  private final Closer closer;
  private final List<LocalRedis> servers;
  private final Optional<LocalRedis> sentinel;

  private RedisNodes(Closer closer, List<LocalRedis> servers, Optional<LocalRedis> sentinel) {
    this.closer = closer;
    this.servers = List.copyOf(servers);
    this.sentinel = sentinel;
  }

  /**
   * Starts what the first server lacks.
   *
   * @param first made with {@link #settings}; its owner closes it
   */
  static RedisNodes start(RedisLayout layout, LocalRedis first) {
    if (layout == RedisLayout.SINGLE) {
      return new RedisNodes(new Closer(), List.of(first), Optional.empty());
    }
    return Closer.opening(
        closer -> {
          LocalRedis replica =
              closer.add(LocalRedis.start(settings(layout), "replicaof 127.0.0.1 " + first.port()));
          LocalRedis sentinel =
              closer.add(
                  LocalRedis.startSentinel(
                      MASTER,
                      first,
                      "sentinel auth-user %s %s".formatted(MASTER, SENTINEL_USER),
                      "sentinel auth-pass %s %s".formatted(MASTER, SENTINEL_PASSWORD),
                      "sentinel down-after-milliseconds %s 1000".formatted(MASTER),
                      "sentinel failover-timeout %s 3000".formatted(MASTER)));
          await("knows the replica", () -> ask(sentinel, "SENTINEL replicas " + MASTER, "*1"));
          return new RedisNodes(closer, List.of(first, replica), Optional.of(sentinel));
        });
  }

  /** A line of redis.conf for each server of the layout. */
  static String settings(RedisLayout layout) {
    return layout == RedisLayout.SINGLE
        ? ""
        : "user %s on >%s ~* &* +@all".formatted(SENTINEL_USER, SENTINEL_PASSWORD);
  }

  /** All that hold data. */
  public List<LocalRedis> servers() {
    return servers;
  }

  /** The server that takes writes; waits until there is one, and one only. */
  public LocalRedis master() {
    if (servers.size() == 1) {
      return servers.get(0);
    }
    awaitOneMaster();
    return servers.stream().filter(RedisNodes::isMaster).findFirst().orElseThrow();
  }

  /** The port that clients connect to first: the server's, or the Sentinel's. */
  int port() {
    return sentinel.orElse(servers.get(0)).port();
  }

  /** For clients that connect to the port first, or to a proxy of it. */
  String uri(int port) {
    return sentinel.isPresent()
        ? "redis-sentinel://127.0.0.1:%d#%s".formatted(port, MASTER)
        : "redis://127.0.0.1:" + port;
  }

  /** For clients without a proxy. */
  public String uri() {
    return uri(port());
  }

  /**
   * Keeps the Sentinel from the master, until its replica is another one.
   *
   * @return the deposed master, which goes on and was told nothing
   */
  public LocalRedis split() {
    LocalRedis deposed = master();
    admit(deposed, "-@all");
    await("has two masters", () -> servers.stream().allMatch(RedisNodes::isMaster));
    return deposed;
  }

  /** Lets the Sentinel reach the deposed master again, and waits until that is a replica. */
  public void heal(LocalRedis deposed) {
    admit(deposed, "+@all");
    awaitOneMaster();
  }

  /** Waits until all answer and one is the master, as the Sentinel has it. */
  public void awaitOneMaster() {
    await("has one master", () -> servers.stream().filter(RedisNodes::isMaster).count() == 1);
  }

  private static void admit(LocalRedis server, String commands) {
    server.expectOk("ACL SETUSER %s %s".formatted(SENTINEL_USER, commands));
  }

  private static boolean isMaster(LocalRedis server) {
    return ask(server, "ROLE", ROLE_OF_A_MASTER);
  }

  private static boolean ask(LocalRedis server, String command, String expected) {
    try {
      return server.command(command).equals(expected);
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    Pauses pauses = new Pauses(Duration.ofMillis(20), Duration.ofMillis(200));
    long deadline = System.nanoTime() + ELECTION_LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("not within a minute: Sentinel " + what);
      }
      try {
        pauses.pause();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while Sentinel decides", e);
      }
    }
  }

  @Override
  public void close() {
    closer.close();
  }
}
