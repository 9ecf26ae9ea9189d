package dev.freshet.api.cache;

import dev.freshet.keys.Lifetimes;
import jakarta.validation.constraints.AssertTrue;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How the API caches. The durations may be shortened, but not lengthened: the invalidator forgets a
 * page when, by the longest of them, no cached copy can be left.
 *
 * @param enabled false: every read goes to the database
 * @param ttl how long a value lives, less up to a tenth; at most 5 minutes
 * @param absentTtl how long "does not exist" lives; at most 5 minutes
 * @param lease how long a load may take and still be stored; at most 10 seconds
 * @param leaseWait how long a request waits for another's load before it loads by itself
 * @param registryLimit how many entries the registry of pages may have before further pages are not
 *     cached
 * @param registryMemory how much memory of Redis it may take before further pages are not cached
 * @param jsonMemory how much heap may be used to remember the JSON of cached values; 0: none
 * @param breaker when to leave a failing Redis alone
 */
@Validated
@ConfigurationProperties("freshet.cache")
public record CacheProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("5m") Duration ttl,
    @DefaultValue("30s") Duration absentTtl,
    @DefaultValue("10s") Duration lease,
    @DefaultValue("5s") Duration leaseWait,
    @DefaultValue("1000000") long registryLimit,
    @DefaultValue("64MB") DataSize registryMemory,
    @DefaultValue("32MB") DataSize jsonMemory,
    @DefaultValue Breaker breaker) {

  /**
   * A circuit breaker.
   *
   * @param failures how many operations in a row, or of the last twice as many, must have failed to
   *     open it; 1 to 100
   * @param openFor how long Redis is then left alone, before one request tries it again
   */
  public record Breaker(@DefaultValue("5") int failures, @DefaultValue("1s") Duration openFor) {}

  @AssertTrue(message = "freshet.cache.ttl must be positive and at most 5m")
  boolean isTtlValid() {
    return isWithin(ttl, Lifetimes.TTL);
  }

  @AssertTrue(message = "freshet.cache.absent-ttl must be positive and at most 5m")
  boolean isAbsentTtlValid() {
    return isWithin(absentTtl, Lifetimes.TTL);
  }

  @AssertTrue(message = "freshet.cache.lease must be positive and at most 10s")
  boolean isLeaseValid() {
    return isWithin(lease, Lifetimes.LEASE);
  }

  @AssertTrue(message = "freshet.cache.lease-wait must not be negative")
  boolean isLeaseWaitValid() {
    return !leaseWait.isNegative();
  }

  @AssertTrue(message = "freshet.cache.registry-limit must be positive")
  boolean isRegistryLimitValid() {
    return registryLimit > 0;
  }

  @AssertTrue(message = "freshet.cache.registry-memory must be positive")
  boolean isRegistryMemoryValid() {
    return registryMemory.toBytes() > 0;
  }

  @AssertTrue(message = "freshet.cache.json-memory must not be negative")
  boolean isJsonMemoryValid() {
    return !jsonMemory.isNegative();
  }

  @AssertTrue(message = "freshet.cache.breaker needs 1 to 100 failures and a positive open-for")
  boolean isBreakerValid() {
    return breaker.failures >= 1 && breaker.failures <= 100 && isPositive(breaker.openFor);
  }

  private static boolean isWithin(Duration duration, Duration longest) {
    return isPositive(duration) && duration.compareTo(longest) <= 0;
  }

  private static boolean isPositive(Duration duration) {
    return duration.toMillis() > 0;
  }
}
