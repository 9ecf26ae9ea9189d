package dev.freshet.invalidation.redis;

import static org.awaitility.Awaitility.await;

import dev.freshet.redis.RedisConnection;
import dev.freshet.redis.RedisSettings;
import java.time.Duration;

/** Connections that are made. */
final class Connections {

  private Connections() {}

  static RedisConnection open(String uri) {
    RedisConnection connection =
        RedisConnection.open(new RedisSettings(uri, Duration.ofSeconds(5), Duration.ofSeconds(5)));
    await().until(connection::isConnected);
    return connection;
  }
}
