package dev.freshet.invalidator.invalidation;

import dev.freshet.invalidation.cache.Cache;
import dev.freshet.invalidation.redis.RedisCache;
import dev.freshet.invalidator.InvalidatorApplication;
import java.util.Optional;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/**
 * The invalidator with a mistake, for the checker to find: it passes fences at the server that it
 * has, whatever Sentinels say.
 */
public final class PassFencesUnasked {

  public static void main(String[] arguments) {
    new SpringApplicationBuilder(InvalidatorApplication.class, PassFencesUnasked.class)
        .run(arguments);
  }

  @Bean
  @Primary
  Cache broken(RedisCache cache) {
    return new TrustingCache(cache);
  }

  private static final class TrustingCache extends ForwardingCache {

    TrustingCache(Cache cache) {
      super(cache);
    }

    @Override
    public Optional<String> doubt() {
      return Optional.empty();
    }
  }
}
