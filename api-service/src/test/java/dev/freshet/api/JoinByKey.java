package dev.freshet.api;

import dev.freshet.cache.Attempt;
import dev.freshet.cache.CacheStore;
import dev.freshet.keys.CacheKey;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;

/**
 * The API with a mistake, for the checker to find: a request joins whatever load of the key is
 * under way in this process, whether its lease is still there or not.
 */
public final class JoinByKey {

  public static void main(String[] arguments) {
    new SpringApplication(ApiApplication.class, JoinByKey.class).run(arguments);
  }

  @Bean
  static BeanPostProcessor brokenStore() {
    return BrokenStore.of(Joining::new);
  }

  private static final class Joining extends ForwardingStore {

    private final Map<CacheKey, String> underWay = new ConcurrentHashMap<>();

    Joining(CacheStore store) {
      super(store);
    }

    @Override
    public Attempt acquire(CacheKey key, String token, byte @Nullable [] useless) {
      String other = underWay.get(key);
      if (other != null) {
        return Attempt.heldBy(other);
      }
      Attempt attempt = super.acquire(key, token, useless);
      if (token.equals(attempt.holder())) {
        underWay.put(key, token);
      }
      return attempt;
    }

    @Override
    public boolean fill(CacheKey key, String token, byte[] value, Duration ttl) {
      underWay.remove(key, token);
      return super.fill(key, token, value, ttl);
    }

    @Override
    public void release(CacheKey key, String token) {
      underWay.remove(key, token);
      super.release(key, token);
    }
  }
}
