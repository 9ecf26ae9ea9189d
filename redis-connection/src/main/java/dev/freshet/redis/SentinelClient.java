package dev.freshet.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A client that connects to the master that most Sentinels name. Lettuce takes the word of the
 * first that it reaches, which may be cut off together with a master that was replaced.
 */
final class SentinelClient extends RedisClient {

  private final RedisURI uri;
  private volatile @Nullable Sentinels sentinels;

  /**
   * @param uri with Sentinels
   */
  SentinelClient(RedisURI uri) {
    super(null, uri); // null: resources of its own
    this.uri = uri;
  }

  /**
   * @param limit for an answer
   */
  Sentinels sentinels(Duration limit) {
    Sentinels made = new Sentinels(this, uri, limit);
    sentinels = made;
    return made;
  }

  @Override
  protected Mono<SocketAddress> getSocketAddress(RedisURI target) {
    Sentinels asked = sentinels;
    if (asked == null || target.getSentinels().isEmpty()) {
      return super.getSocketAddress(target);
    }
    return Mono.defer(() -> Mono.fromCompletionStage(asked.ask())).map(this::address);
  }

  private SocketAddress address(SentinelPoll poll) {
    InetSocketAddress named =
        poll.mostNamed()
            .orElseThrow(
                () ->
                    new RedisConnectionException(
                        "no Sentinel of %d names a master %s"
                            .formatted(poll.asked(), uri.getSentinelMasterId()),
                        poll.failure().orElse(null)));
    return getResources()
        .socketAddressResolver()
        .resolve(RedisURI.create(named.getHostString(), named.getPort()));
  }
}
