package dev.freshet.spring;

import dev.freshet.cache.CacheSettings;
import dev.freshet.keys.Kind;
import dev.freshet.spring.cache.CachesProperties;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How the application caches. The durations may be shortened, but not lengthened beyond {@link
 * dev.freshet.keys.Lifetimes}: the invalidator forgets a page when, by the longest of them, no
 * cached copy can be left.
 *
 * @param enabled false: every read goes to the database
 * @param ttl how long a value lives, less up to a tenth; at most 5 minutes
 * @param absentTtl how long "does not exist" lives; at most 5 minutes
 * @param lease how long a load may take and still be stored; at most 10 seconds
 * @param leaseWait how long a request waits for another's load before it loads by itself
 * @param registryLimit how many entries the registry of pages may have before further pages are not
 *     cached
 * @param registryMemory how much memory of Redis it may take before further pages are not cached
 * @param breaker when to leave a failing Redis alone
 */
@Validated
@ConfigurationProperties("freshet.cache")
public record CacheProperties(
    @DefaultValue("true") boolean enabled,
    @DurationMin(millis = 1) @DurationMax(minutes = 5) @DefaultValue("5m") Duration ttl,
    @DurationMin(millis = 1) @DurationMax(minutes = 5) @DefaultValue("30s") Duration absentTtl,
    @DurationMin(millis = 1) @DurationMax(seconds = 10) @DefaultValue("10s") Duration lease,
    @DurationMin @DefaultValue("5s") Duration leaseWait,
    @Positive @DefaultValue("1000000") long registryLimit,
    @DefaultValue("64MB") DataSize registryMemory,
    @Valid @DefaultValue Breaker breaker) {

  /**
   * A circuit breaker.
   *
   * @param failures how many operations in a row, or of the last twice as many, must have failed to
   *     open it; 1 to 100
   * @param openFor how long Redis is then left alone, before one request tries it again
   */
  public record Breaker(
      @Min(1) @Max(100) @DefaultValue("5") int failures,
      @DurationMin(millis = 1) @DefaultValue("1s") Duration openFor) {}

  /** What no annotation says of a size. */
  public CacheProperties {
    if (registryMemory.toBytes() <= 0) {
      throw new IllegalArgumentException("freshet.cache.registry-memory must be positive");
    }
  }

  CacheSettings settings(CachesProperties caches) {
    Map<Kind, CacheSettings.Life> lives = new TreeMap<>();
    caches
        .caches()
        .forEach(
            (name, cache) ->
                lives.put(
                    cache.kind(name),
                    new CacheSettings.Life(
                        Objects.requireNonNullElse(cache.ttl(), ttl),
                        Objects.requireNonNullElse(cache.absentTtl(), absentTtl))));
    return new CacheSettings(leaseWait, new CacheSettings.Life(ttl, absentTtl), lives);
  }
}
