package dev.freshet.invalidator.invalidation;

import dev.freshet.invalidation.near.NearStore;
import dev.freshet.invalidation.redis.RedisNear;
import dev.freshet.invalidator.InvalidatorApplication;
import dev.freshet.keys.near.NearMessage;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/**
 * The invalidator with a mistake, for the checker to find: it takes whatever a process says for an
 * acknowledgement of everything, so that fences do not wait for those who keep copies.
 */
public final class FenceWithoutWaiting {

  public static void main(String[] arguments) {
    new SpringApplicationBuilder(InvalidatorApplication.class, FenceWithoutWaiting.class)
        .run(arguments);
  }

  @Bean
  @Primary
  NearStore broken(RedisNear near) {
    return new ForwardingNearStore(near) {
      @Override
      public List<NearMessage> receive() throws InterruptedException {
        return super.receive().stream().map(FenceWithoutWaiting::acknowledging).toList();
      }
    };
  }

  private static NearMessage acknowledging(NearMessage message) {
    return new NearMessage(message.session(), message.run(), message.renewal(), Long.MAX_VALUE);
  }
}
