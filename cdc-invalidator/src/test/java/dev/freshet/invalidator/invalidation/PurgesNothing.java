package dev.freshet.invalidator.invalidation;

import dev.freshet.invalidation.InvalidationMetrics;
import dev.freshet.invalidation.Invalidator;
import dev.freshet.invalidation.cache.Cache;
import dev.freshet.invalidation.redis.RedisCache;
import dev.freshet.invalidation.visibility.CommitVisibility;
import dev.freshet.rules.Rules;
import dev.freshet.rules.listings.ListingIndex;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** The invalidator with a mistake: its purges find nothing. */
public final class PurgesNothing {

  @Bean
  @Primary
  Invalidator brokenInvalidator(
      Rules rules,
      CommitVisibility visibility,
      RedisCache redis,
      MeterRegistry registry,
      ListingProperties properties) {
    Cache cache =
        (Cache)
            Proxy.newProxyInstance(
                Cache.class.getClassLoader(),
                new Class<?>[] {Cache.class},
                (proxy, method, arguments) -> {
                  try {
                    @Nullable Object nothing = null;
                    return method.getName().equals("scan")
                        ? nothing
                        : method.invoke(redis, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getTargetException();
                  }
                });
    return new Invalidator(
        rules,
        visibility,
        cache,
        new ListingIndex(redis, properties.maxLive(), () -> {}),
        new InvalidationMetrics(registry, Clock.systemUTC(), rules.kinds()),
        System::nanoTime);
  }
}
