package dev.freshet.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.cache.near.NearCache;
import dev.freshet.cache.near.NearChannel;
import dev.freshet.cache.redis.LettuceCommands;
import dev.freshet.cache.trust.CachedKinds;
import dev.freshet.keys.near.NearMessage;
import dev.freshet.redis.RedisConnection;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;

/**
 * The API with one half of a mistake, for the checker to find: it goes on with leases of the run
 * that it has begun with, whichever has the watermark. The invalidator's half is in {@code
 * GrantWhateverTheRun}.
 */
public final class LeaseOfAnyRun {

  public static void main(String[] arguments) {
    new SpringApplication(ApiApplication.class, LeaseOfAnyRun.class).run(arguments);
  }

  @Bean
  static NearCache brokenNearCache(
      LettuceCommands redis,
      RedisConnection connection,
      @Qualifier("nearConnection") RedisConnection waiting,
      CachedKinds cached) {
    byte[] grants = cached.keys().namespace().nearGrants().getBytes(UTF_8);
    return ForwardingChannel.broken(
        channel -> new Faithful(channel, connection, grants), redis, waiting, cached);
  }

  private static final class Faithful extends ForwardingChannel {

    private final RedisConnection connection;
    private final byte[] grants;
    private long granted;

    Faithful(NearChannel channel, RedisConnection connection, byte[] grants) {
      super(channel);
      this.connection = connection;
      this.grants = grants;
    }

    @Override
    public Answer renew(NearMessage renewal) {
      Answer answer = super.renew(renewal);
      if (answer.run().equals(renewal.run())) {
        granted = answer.granted();
        return answer;
      }
      tell(renewal);
      byte[] found =
          connection
              .commands()
              .hget(grants, renewal.session().getBytes(UTF_8))
              .toCompletableFuture()
              .join();
      if (found != null) {
        granted = Long.parseLong(new String(found, UTF_8));
      }
      return new Answer(renewal.run(), granted);
    }
  }
}
