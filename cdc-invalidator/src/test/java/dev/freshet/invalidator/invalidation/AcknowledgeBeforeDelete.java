package dev.freshet.invalidator.invalidation;

import dev.freshet.invalidation.InvalidationMetrics;
import dev.freshet.invalidation.Invalidator;
import dev.freshet.invalidation.cache.Cache;
import dev.freshet.invalidation.cache.Checkpoint;
import dev.freshet.invalidation.redis.RedisCache;
import dev.freshet.invalidation.visibility.CommitVisibility;
import dev.freshet.invalidator.InvalidatorApplication;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.Kind;
import dev.freshet.rules.Rules;
import dev.freshet.rules.listings.ListingIndex;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
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

  private static final Duration LATER = Duration.ofSeconds(3);

  public static void main(String[] arguments) {
    new SpringApplicationBuilder(InvalidatorApplication.class, AcknowledgeBeforeDelete.class)
        .run(arguments);
  }

  @Bean
  @Primary
  Invalidator brokenInvalidator(
      Rules rules,
      CommitVisibility visibility,
      RedisCache cache,
      MeterRegistry registry,
      ListingProperties properties) {
    InvalidationMetrics metrics =
        new InvalidationMetrics(registry, Clock.systemUTC(), rules.kinds());
    ListingIndex listings =
        new ListingIndex(cache, properties.maxLive(), metrics::malformedRegistration);
    return new Invalidator(
        rules, visibility, new LateCache(cache), listings, metrics, System::nanoTime);
  }

  private static final class LateCache implements Cache {

    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
    private final Cache cache;

    LateCache(Cache cache) {
      this.cache = cache;
    }

    @Override
    public Map<Kind, Long> delete(Collection<CacheKey> keys) {
      List<CacheKey> all = List.copyOf(keys);
      later(() -> cache.delete(all));
      return Map.of();
    }

    @Override
    public void pass(List<FenceToken> fences) {
      List<FenceToken> all = List.copyOf(fences);
      later(
          () -> {
            cache.pass(all);
            return all;
          });
    }

    private void later(Callable<?> deed) {
      Future<?> unused = later.schedule(deed, LATER.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void ping() throws InterruptedException {
      cache.ping();
    }

    @Override
    public void unlink(List<String> names) throws InterruptedException {
      cache.unlink(names);
    }

    @Override
    public void scan(String pattern, Names names) throws InterruptedException {
      cache.scan(pattern, names);
    }

    @Override
    public Set<FenceToken> passed(Collection<FenceToken> fences) throws InterruptedException {
      return cache.passed(fences);
    }

    @Override
    public Optional<Checkpoint> checkpoint() throws InterruptedException {
      return cache.checkpoint();
    }

    @Override
    public OptionalLong store(Checkpoint checkpoint, Optional<String> expectedRun)
        throws InterruptedException {
      return cache.store(checkpoint, expectedRun);
    }

    @Override
    public String nodes() throws InterruptedException {
      return cache.nodes();
    }

    @Override
    public Doubt doubt() {
      return cache.doubt();
    }

    @Override
    public long now() throws InterruptedException {
      return cache.now();
    }

    @Override
    public long size() throws InterruptedException {
      return cache.size();
    }
  }
}
