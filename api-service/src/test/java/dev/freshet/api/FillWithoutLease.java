package dev.freshet.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.keys.CacheKey;
import dev.freshet.redis.RedisConnection;
import io.lettuce.core.SetArgs;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;

/** The API with a mistake, for the checker to find: it stores what it loaded, lease or no lease. */
public final class FillWithoutLease {

  public static void main(String[] arguments) {
    new SpringApplication(ApiApplication.class, FillWithoutLease.class).run(arguments);
  }

  /**
   * @param redis on demand: it is needed when the store is there, and this long before
   */
  @Bean
  static BeanPostProcessor brokenStore(ObjectProvider<RedisConnection> redis) {
    return BrokenStore.of(
        store ->
            new ForwardingStore(store) {
              @Override
              public boolean fill(CacheKey key, String token, byte[] value, Duration ttl) {
                redis
                    .getObject()
                    .commands()
                    .set(key.name().getBytes(UTF_8), value, SetArgs.Builder.px(ttl))
                    .toCompletableFuture()
                    .join();
                store.release(key, token);
                return true;
              }
            });
  }
}
