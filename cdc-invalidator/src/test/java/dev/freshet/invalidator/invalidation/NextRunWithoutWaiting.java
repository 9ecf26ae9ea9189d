package dev.freshet.invalidator.invalidation;

import dev.freshet.invalidation.near.NearStore;
import dev.freshet.invalidation.redis.RedisNear;
import dev.freshet.invalidator.InvalidatorApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/**
 * The invalidator with a mistake, for the checker to find: a run does not wait for the leases that
 * the one before has granted.
 */
public final class NextRunWithoutWaiting {

  public static void main(String[] arguments) {
    new SpringApplicationBuilder(InvalidatorApplication.class, NextRunWithoutWaiting.class)
        .run(arguments);
  }

  @Bean
  @Primary
  NearStore broken(RedisNear near) {
    return new ForwardingNearStore(near) {
      @Override
      public boolean takeOver(String nodes) throws InterruptedException {
        boolean unused = super.takeOver(nodes);
        return false;
      }
    };
  }
}
