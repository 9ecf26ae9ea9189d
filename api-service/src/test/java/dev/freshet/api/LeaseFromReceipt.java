package dev.freshet.api;

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
 * The API with a mistake, for the checker to find: it counts a lease from when it is told of it,
 * not from when it has sent the renewal that was granted.
 */
public final class LeaseFromReceipt {

  public static void main(String[] arguments) {
    new SpringApplication(ApiApplication.class, LeaseFromReceipt.class).run(arguments);
  }

  @Bean
  static NearCache brokenNearCache(
      LettuceCommands redis,
      @Qualifier("nearConnection") RedisConnection waiting,
      CachedKinds cached) {
    return ForwardingChannel.broken(ToldLate::new, redis, waiting, cached);
  }

  private static final class ToldLate extends ForwardingChannel {

    ToldLate(NearChannel channel) {
      super(channel);
    }

    /** Whatever was granted, it seems to be what was sent just now. */
    @Override
    public Answer renew(NearMessage renewal) {
      Answer answer = super.renew(renewal);
      return answer.granted() == NearMessage.NONE
          ? answer
          : new Answer(answer.run(), renewal.renewal());
    }
  }
}
