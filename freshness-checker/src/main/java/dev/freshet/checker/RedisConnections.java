package dev.freshet.checker;

import dev.freshet.checker.stack.RedisNodes;
import dev.freshet.local.Closer;
import dev.freshet.local.redis.LocalRedis;
import dev.freshet.redis.RedisConnection;
import dev.freshet.redis.RedisSettings;
import java.time.Duration;
import java.util.List;

/**
 * The checker's own connections, without a proxy.
 *
 * @param cache as the services find it
 * @param servers to each server, whether or not it is the master
 */
record RedisConnections(Closer closer, RedisConnection cache, List<RedisConnection> servers)
    implements AutoCloseable {

  static RedisConnections open(RedisNodes nodes) {
    return Closer.opening(
        closer ->
            new RedisConnections(
                closer,
                closer.add(open(nodes.uri())),
                nodes.servers().stream()
                    .map(LocalRedis::uri)
                    .map(uri -> closer.add(open(uri)))
                    .toList()));
  }

  private static RedisConnection open(String uri) {
    return RedisConnection.open(
        new RedisSettings(uri, Duration.ofSeconds(2), Duration.ofSeconds(2)));
  }

  @Override
  public void close() {
    closer.close();
  }
}
