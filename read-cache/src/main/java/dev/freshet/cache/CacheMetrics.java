package dev.freshet.cache;

import dev.freshet.cache.trust.CachedKinds;
import dev.freshet.cache.trust.Distrust;
import dev.freshet.keys.Kind;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cache's meters, each tagged {@code kind} (product, listing or category), all present from the
 * start; and the one warning that Redis fails, at most every ten seconds.
 */
public final class CacheMetrics {

  private static final Logger log = LoggerFactory.getLogger(CacheMetrics.class);

  private static final long WARNING_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final Duration SHORTEST_LATENCY = Duration.ofNanos(50_000);
  private static final Duration LONGEST_LATENCY = Duration.ofSeconds(5);

  private final MeterRegistry registry;
  private final Map<Kind, Counter> hits;
  private final Map<Kind, Counter> nearHits;
  private final Map<Kind, Counter> misses;
  private final Map<Kind, Counter> errors;
  private final Map<Kind, Counter> malformed;
  private final Map<Kind, Counter> loads;
  private final Map<Kind, Counter> refusedFills;
  private final Map<Kind, Counter> refusedRegistrations;
  private final Map<Kind, Counter> failureBypasses;
  private final Map<Kind, Counter> stalenessBypasses;
  private final Map<Kind, Counter> leaseBypasses;
  private final Map<Kind, Counter> unmaintainedBypasses;
  private final CachedKinds kinds;
  private final Map<Kind, Map<StoreOperation, Timer>> latencies = new TreeMap<>();
  private final AtomicLong lastWarning = new AtomicLong(System.nanoTime() - WARNING_PAUSE_NANOS);

  public CacheMetrics(MeterRegistry registry, CachedKinds kinds) {
    this.kinds = kinds;
    this.registry = registry;
    this.hits = counters("cache.hits", "Reads that the cache answered");
    this.nearHits =
        counters("cache.near.hits", "Of these reads, those that this process's memory answered");
    this.misses = counters("cache.misses", "Reads for which the cache had no usable value");
    this.errors = counters("cache.errors", "Cache operations that failed");
    this.malformed = counters("cache.malformed", "Cached values that could not be decoded");
    this.loads = counters("cache.loads", "Reads from the database");
    this.refusedFills =
        counters("cache.fills.refused", "Loaded values not stored, as their lease was gone");
    this.refusedRegistrations =
        counters("cache.registrations.refused", "Pages not stored, as the registry was full");
    this.failureBypasses = bypasses("redis-unavailable");
    this.stalenessBypasses = bypasses("max-staleness");
    this.leaseBypasses = bypasses("no-lease");
    this.unmaintainedBypasses = bypasses("no-rules");
    for (Kind kind : kinds.keys().kinds()) {
      Map<StoreOperation, Timer> byOperation = new EnumMap<>(StoreOperation.class);
      for (StoreOperation operation : StoreOperation.values()) {
        if (operation != StoreOperation.REGISTER || kinds.pages().contains(kind)) {
          byOperation.put(operation, latency(kind, operation));
        }
      }
      latencies.put(kind, byOperation);
    }
  }

  /** Shows which of its states the breaker is in: the gauge of that state is 1. */
  public void observe(CircuitBreaker breaker) {
    for (CircuitBreaker.State state :
        new CircuitBreaker.State[] {
          CircuitBreaker.State.CLOSED, CircuitBreaker.State.OPEN, CircuitBreaker.State.HALF_OPEN
        }) {
      Gauge.builder("cache.breaker.state", breaker, b -> b.getState() == state ? 1 : 0)
          .description("1 for the state that the circuit breaker in front of Redis is in")
          .tag("state", state.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }

  /** Reads of a kind that the cache has answered so far. */
  public long hits(Kind kind) {
    return count(hits, kind);
  }

  /** Reads of a kind for which it had no usable value so far. */
  public long misses(Kind kind) {
    return count(misses, kind);
  }

  private static long count(Map<Kind, Counter> counters, Kind kind) {
    Counter counter = counters.get(kind);
    return counter == null ? 0 : (long) counter.count();
  }

  void hit(Kind kind) {
    increment(hits, kind);
  }

  void nearHit(Kind kind) {
    increment(hits, kind);
    increment(nearHits, kind);
  }

  void miss(Kind kind) {
    increment(misses, kind);
  }

  void malformed(Kind kind, String key, String reason) {
    increment(malformed, kind);
    if (mayWarn()) {
      log.warn("{} holds no usable value ({}); it is loaded again", key, reason);
    }
  }

  void load(Kind kind) {
    increment(loads, kind);
  }

  /** A read that the cache had no part in, as Redis fails. */
  void bypassAsRedisFails(Kind kind) {
    increment(failureBypasses, kind);
  }

  /** Reads that the cache had no part in, as what it has may not be returned. */
  void bypass(Kind kind, Distrust reason, int reads) {
    Counter counter = (reason == Distrust.NO_LEASE ? leaseBypasses : stalenessBypasses).get(kind);
    if (counter != null) {
      counter.increment(reads);
    }
  }

  /** A read that the cache had no part in, as nobody would delete its key. */
  void bypassAsUnmaintained(Kind kind) {
    increment(unmaintainedBypasses, kind);
  }

  void refusedFill(Kind kind) {
    increment(refusedFills, kind);
  }

  void refusedRegistration(Kind kind) {
    increment(refusedRegistrations, kind);
  }

  void error(Kind kind, CacheUnavailableException failure) {
    increment(errors, kind);
    error(failure);
  }

  /** An operation that concerns no kind. */
  void error(CacheUnavailableException failure) {
    if (mayWarn()) {
      log.warn(
          "Redis {}, reading from the database: {}",
          failure.isOfServer() ? "fails" : "refuses to store",
          failure.getMessage());
    }
  }

  <T extends @Nullable Object> T timed(Kind kind, StoreOperation operation, Supplier<T> command) {
    long start = System.nanoTime();
    try {
      return command.get();
    } finally {
      Timer timer = latencies.getOrDefault(kind, Map.of()).get(operation);
      if (timer != null) {
        timer.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
      }
    }
  }

  private boolean mayWarn() {
    long now = System.nanoTime();
    long last = lastWarning.get();
    return now - last >= WARNING_PAUSE_NANOS && lastWarning.compareAndSet(last, now);
  }

  private Timer latency(Kind kind, StoreOperation operation) {
    return Timer.builder("cache.latency")
        .description("Time that operations on Redis take")
        .tag("kind", kind.name())
        .tag("operation", operation.tag())
        .publishPercentileHistogram()
        .minimumExpectedValue(SHORTEST_LATENCY)
        .maximumExpectedValue(LONGEST_LATENCY)
        .register(registry);
  }

  private Map<Kind, Counter> bypasses(String reason) {
    return counters(
        "cache.bypass", "Reads that the cache had no part in", Tags.of("reason", reason));
  }

  private Map<Kind, Counter> counters(String name, String description) {
    return counters(name, description, Tags.empty());
  }

  private Map<Kind, Counter> counters(String name, String description, Tags tags) {
    Map<Kind, Counter> byKind = new TreeMap<>();
    for (Kind kind : kinds.keys().kinds()) {
      byKind.put(
          kind,
          Counter.builder(name)
              .description(description)
              .tags(tags)
              .tag("kind", kind.name())
              .register(registry));
    }
    return byKind;
  }

  private static void increment(Map<Kind, Counter> counters, Kind kind) {
    Counter counter = counters.get(kind);
    if (counter != null) {
      counter.increment();
    }
  }
}
