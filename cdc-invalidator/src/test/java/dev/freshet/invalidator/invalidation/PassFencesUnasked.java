package dev.freshet.invalidator.invalidation;

import dev.freshet.invalidation.InvalidationMetrics;
import dev.freshet.invalidation.Invalidator;
import dev.freshet.invalidation.cache.Cache;
import dev.freshet.invalidation.redis.RedisCache;
import dev.freshet.invalidation.visibility.CommitVisibility;
import dev.freshet.invalidator.InvalidatorApplication;
import dev.freshet.rules.Rules;
import dev.freshet.rules.listings.ListingIndex;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
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
        rules, visibility, new TrustingCache(cache), listings, metrics, System::nanoTime);
  }

  private static final class TrustingCache extends ForwardingCache {

    TrustingCache(Cache cache) {
      super(cache);
    }

    @Override
    public Doubt doubt() {
      return Optional::empty;
    }
  }
}
