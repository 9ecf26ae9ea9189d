package dev.freshet.redis;

import java.time.Duration;

/**
 * Where Redis is, and how long to wait for it.
 *
 * @param uri {@code redis://[user:password@]host:port[/db]}, {@code rediss://} (TLS), {@code
 *     redis-sentinel://[password@]host:port,host:port[/db]#master}, {@code rediss-sentinel://},
 *     {@code redis-cluster://[user:password@]host:port,host:port} or {@code rediss-cluster://};
 *     each takes Lettuce's URI parameters, such as {@code ?verifyPeer=NONE}
 * @param connectTimeout for the TCP connection and the handshake
 * @param commandTimeout after which a command fails
 */
public record RedisSettings(String uri, Duration connectTimeout, Duration commandTimeout) {

  public RedisSettings {
    RedisUris.of(uri);
    requirePositive("connect timeout", connectTimeout);
    requirePositive("command timeout", commandTimeout);
  }

  private static void requirePositive(String name, Duration duration) {
    if (duration.isZero() || duration.isNegative()) {
      throw new IllegalArgumentException("the Redis " + name + " must be positive: " + duration);
    }
  }

  /** Without the URI, which may hold a password. */
  @Override
  public String toString() {
    return "RedisSettings[" + RedisUris.of(uri) + "]";
  }
}
