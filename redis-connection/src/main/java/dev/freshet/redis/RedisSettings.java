package dev.freshet.redis;

import java.time.Duration;
import java.util.Optional;

/**
 * Where Redis is, who asks it, and how long to wait for it.
 *
 * @param uri {@code redis://[user:password@]host:port[/db]}, {@code rediss://} (TLS), {@code
 *     redis-sentinel://[password@]host:port,host:port[/db]#master}, {@code rediss-sentinel://},
 *     {@code redis-cluster://[user:password@]host:port,host:port} or {@code rediss-cluster://};
 *     each takes Lettuce's URI parameters, such as {@code ?verifyPeer=NONE}
 * @param login to the servers, in place of what the URI has; empty: that
 * @param sentinelLogin to the Sentinels, for which a URI has none
 * @param tls whom to trust; given, TLS is used with any URI. Empty: the trust store of the JVM
 * @param connectTimeout for the TCP connection and the handshake
 * @param commandTimeout after which a command fails
 */
public record RedisSettings(
    String uri,
    Optional<RedisLogin> login,
    Optional<RedisLogin> sentinelLogin,
    Optional<RedisTls> tls,
    Duration connectTimeout,
    Duration commandTimeout) {

  public RedisSettings {
    RedisUris.of(uri);
    requirePositive("connect timeout", connectTimeout);
    requirePositive("command timeout", commandTimeout);
  }

  /** Everything else as the URI says. */
  public RedisSettings(String uri, Duration connectTimeout, Duration commandTimeout) {
    this(uri, Optional.empty(), Optional.empty(), Optional.empty(), connectTimeout, commandTimeout);
  }

  /** Whether it is a Cluster. */
  public boolean isCluster() {
    return RedisUris.of(uri).cluster();
  }

  /**
   * How long a command may wait in Redis for something to happen: at most half of the command
   * timeout, so that its answer comes before it fails.
   *
   * @param wanted if that is less
   */
  public Duration blocking(Duration wanted) {
    Duration most = commandTimeout.dividedBy(2);
    return wanted.compareTo(most) < 0 ? wanted : most;
  }

  /** The URI with what is given beside it. */
  RedisUris uris() {
    RedisUris uris = RedisUris.of(uri);
    uris.nodes()
        .forEach(
            node -> {
              // Lettuce's timeout of a URI bounds the handshake; TimeoutOptions bounds the
              // commands.
              node.setTimeout(connectTimeout);
              login.ifPresent(given -> given.signIn(node));
              node.getSentinels()
                  .forEach(
                      sentinel -> {
                        sentinel.setTimeout(connectTimeout);
                        sentinelLogin.ifPresent(given -> given.signIn(sentinel));
                      });
              if (tls.isPresent()) {
                node.setSsl(true);
              }
            });
    return uris;
  }

  private static void requirePositive(String name, Duration duration) {
    if (duration.isZero() || duration.isNegative()) {
      throw new IllegalArgumentException("the Redis " + name + " must be positive: " + duration);
    }
  }

  /** Hosts and ports only: the URI may hold a password. */
  @Override
  public String toString() {
    return "RedisSettings[" + RedisUris.of(uri) + "]";
  }
}
