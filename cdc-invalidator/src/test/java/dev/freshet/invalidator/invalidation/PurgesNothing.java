package dev.freshet.invalidator.invalidation;

import dev.freshet.invalidation.cache.Cache;
import dev.freshet.invalidation.redis.RedisCache;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** The invalidator with a mistake: its purges find nothing. */
public final class PurgesNothing {

  @Bean
  @Primary
  Cache broken(RedisCache cache) {
    return new ForwardingCache(cache) {
      @Override
      public void scan(String pattern, Names names) {
        // Finds nothing.
      }
    };
  }
}
