package dev.freshet.api;

import dev.freshet.cache.near.NearCache;
import dev.freshet.cache.near.NearChannel;
import dev.freshet.cache.redis.LettuceCommands;
import dev.freshet.cache.redis.LettuceNearChannel;
import dev.freshet.cache.trust.CachedKinds;
import dev.freshet.keys.near.NearMessage;
import dev.freshet.redis.RedisConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Does what another channel does, for a subclass to do some of it wrong. */
abstract class ForwardingChannel implements NearChannel {

  private static final Duration BLOCK = Duration.ofMillis(250);
  private static final long MEMORY = 32 << 20;

  private final NearChannel channel;

  ForwardingChannel(NearChannel channel) {
    this.channel = channel;
  }

  /**
   * As the starter makes it, with a mistake between it and its channel.
   *
   * @param waiting what the starter calls {@code nearConnection}
   */
  static NearCache broken(
      UnaryOperator<NearChannel> mistake,
      LettuceCommands redis,
      RedisConnection waiting,
      CachedKinds cached) {
    NearChannel channel =
        new LettuceNearChannel(
            redis, new LettuceCommands(waiting), BLOCK, cached.keys().namespace());
    return new NearCache(mistake.apply(channel), cached.keys().kinds(), MEMORY, System::nanoTime);
  }

  @Override
  public Optional<Start> start() {
    return channel.start();
  }

  @Override
  public Answer renew(NearMessage renewal) {
    return channel.renew(renewal);
  }

  @Override
  public void tell(NearMessage message) {
    channel.tell(message);
  }

  @Override
  public Followed follow(String cursor) {
    return channel.follow(cursor);
  }

  @Override
  public long losses() {
    return channel.losses();
  }
}
