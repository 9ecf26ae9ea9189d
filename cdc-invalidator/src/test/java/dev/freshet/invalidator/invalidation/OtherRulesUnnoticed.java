package dev.freshet.invalidator.invalidation;

import dev.freshet.invalidation.Cache;
import dev.freshet.invalidation.Checkpoint;
import dev.freshet.invalidation.CommitVisibility;
import dev.freshet.invalidation.InvalidationMetrics;
import dev.freshet.invalidation.Invalidator;
import dev.freshet.invalidation.redis.RedisCache;
import dev.freshet.keys.MaintainedKinds;
import dev.freshet.rules.Rules;
import dev.freshet.rules.listings.ListingIndex;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** The invalidator with a mistake: it takes the last run's rules for its own. */
public final class OtherRulesUnnoticed {

  @Bean
  @Primary
  Invalidator brokenInvalidator(
      Rules rules,
      CommitVisibility visibility,
      RedisCache redis,
      MeterRegistry registry,
      ListingProperties properties) {
    CompletableFuture<MaintainedKinds> kinds = new CompletableFuture<>();
    Cache cache =
        (Cache)
            Proxy.newProxyInstance(
                Cache.class.getClassLoader(),
                new Class<?>[] {Cache.class},
                (proxy, method, arguments) -> {
                  try {
                    Object answer = method.invoke(redis, arguments);
                    return method.getName().equals("checkpoint")
                        ? ((Optional<?>) answer)
                            .map(Checkpoint.class::cast)
                            .map(last -> withKinds(last, kinds.join()))
                        : answer;
                  } catch (InvocationTargetException e) {
                    throw e.getTargetException();
                  }
                });
    Invalidator invalidator =
        new Invalidator(
            rules,
            visibility,
            cache,
            new ListingIndex(redis, properties.maxLive(), () -> {}),
            new InvalidationMetrics(registry, Clock.systemUTC(), rules.kinds()),
            System::nanoTime);
    kinds.complete(invalidator.maintained());
    return invalidator;
  }

  private static Checkpoint withKinds(Checkpoint last, MaintainedKinds kinds) {
    return new Checkpoint(last.watermark(), last.tables(), last.nodes(), kinds, last.run());
  }
}
