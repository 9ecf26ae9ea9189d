package dev.freshet.invalidator.invalidation;

import dev.freshet.invalidation.cache.Cache;
import dev.freshet.invalidation.redis.RedisCache;
import dev.freshet.invalidator.InvalidatorApplication;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.Kind;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/**
 * The invalidator with a mistake, for the checker to find: it acknowledges changes at once, and
 * deletes their keys and passes their fences a while later.
 */
public final class AcknowledgeBeforeDelete {

  /** Long after the slot is seen to have moved, on a busy machine too. */
  private static final Duration LATER = Duration.ofSeconds(8);

  public static void main(String[] arguments) {
    new SpringApplicationBuilder(InvalidatorApplication.class, AcknowledgeBeforeDelete.class)
        .run(arguments);
  }

  @Bean
  @Primary
  Cache broken(RedisCache cache) {
    return new LateCache(cache);
  }

  private static final class LateCache extends ForwardingCache {

    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();

    LateCache(Cache cache) {
      super(cache);
    }

    @Override
    public Map<Kind, Long> delete(Collection<CacheKey> keys) {
      List<CacheKey> all = List.copyOf(keys);
      later(() -> super.delete(all));
      return Map.of();
    }

    @Override
    public void pass(List<FenceToken> fences) {
      List<FenceToken> all = List.copyOf(fences);
      later(
          () -> {
            super.pass(all);
            return all;
          });
    }

    private void later(Callable<?> deed) {
      Future<?> unused = later.schedule(deed, LATER.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
