package dev.freshet.api.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.ApiApplication;
import dev.freshet.keys.CacheKey;
import dev.freshet.redis.RedisConnection;
import io.lettuce.core.SetArgs;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** The API with a mistake, for the checker to find: it stores what it loaded, lease or no lease. */
public final class FillWithoutLease {

  public static void main(String[] arguments) {
    new SpringApplication(ApiApplication.class, FillWithoutLease.class).run(arguments);
  }

  @Bean
  @Primary
  CacheStore brokenStore(@Qualifier("cacheStore") CacheStore store, RedisConnection redis) {
    return new ForwardingStore(store) {
      @Override
      public boolean fill(CacheKey key, String token, byte[] value, Duration ttl) {
        redis
            .commands()
            .set(key.name().getBytes(UTF_8), value, SetArgs.Builder.px(ttl))
            .toCompletableFuture()
            .join();
        store.release(key, token);
        return true;
      }
    };
  }
}
