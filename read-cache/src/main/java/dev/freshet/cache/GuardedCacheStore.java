package dev.freshet.cache;

import dev.freshet.cache.trust.AgedWatermark;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.Kind;
import dev.freshet.keys.PageEntry;
import dev.freshet.keys.PageRegistration;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store behind a circuit breaker, so that a dead Redis does not cost every request its timeout.
 * Counts and times every operation on a value that reaches Redis.
 */
public final class GuardedCacheStore implements CacheStore {

  private final CacheStore store;
  private final CircuitBreaker breaker;
  private final CacheMetrics metrics;

  public GuardedCacheStore(CacheStore store, CircuitBreaker breaker, CacheMetrics metrics) {
    this.store = store;
    this.breaker = breaker;
    this.metrics = metrics;
  }

  @Override
  public byte @Nullable [] get(CacheKey key) {
    return call(key.kind(), StoreOperation.GET, () -> store.get(key));
  }

  @Override
  public @Nullable Lasting getLasting(CacheKey key) {
    return call(key.kind(), StoreOperation.GET, () -> store.getLasting(key));
  }

  @Override
  public Attempt acquire(CacheKey key, String token, byte @Nullable [] useless) {
    return call(key.kind(), StoreOperation.ACQUIRE, () -> store.acquire(key, token, useless));
  }

  @Override
  public @Nullable String register(PageRegistration registration) {
    return call(
        registration.key().kind(), StoreOperation.REGISTER, () -> store.register(registration));
  }

  @Override
  public void describe(PageEntry content) {
    if (breaker.getState() != CircuitBreaker.State.OPEN) {
      store.describe(content);
    }
  }

  @Override
  public boolean fill(CacheKey key, String token, byte[] value, Duration ttl) {
    return call(key.kind(), StoreOperation.FILL, () -> store.fill(key, token, value, ttl));
  }

  @Override
  public void release(CacheKey key, String token) {
    if (breaker.getState() != CircuitBreaker.State.OPEN) {
      store.release(key, token);
    }
  }

  @Override
  public boolean delete(CacheKey key) {
    return call(() -> store.delete(key), failure -> metrics.error(key.kind(), failure));
  }

  @Override
  public void deleteAll(Kind kind) {
    call(
        () -> {
          store.deleteAll(kind);
          return true;
        },
        failure -> metrics.error(kind, failure));
  }

  @Override
  public List<byte @Nullable []> getAll(List<CacheKey> keys) {
    return keys.isEmpty()
        ? List.of()
        : call(keys.get(0).kind(), StoreOperation.GET, () -> store.getAll(keys));
  }

  @Override
  public List<Attempt> acquireAll(List<CacheKey> keys, List<String> tokens) {
    return keys.isEmpty()
        ? List.of()
        : call(keys.get(0).kind(), StoreOperation.ACQUIRE, () -> store.acquireAll(keys, tokens));
  }

  @Override
  public boolean isPassed(FenceToken token) {
    return call(() -> store.isPassed(token), metrics::error);
  }

  /**
   * Past the breaker: no request waits for it, and a Redis that refuses just this must not keep the
   * reads from their cache.
   */
  @Override
  public Optional<AgedWatermark> watermark() {
    return store.watermark();
  }

  @Override
  public long losses() {
    return store.losses();
  }

  private <T extends @Nullable Object> T call(
      Kind kind, StoreOperation operation, Supplier<T> command) {
    return call(
        () -> metrics.timed(kind, operation, command), failure -> metrics.error(kind, failure));
  }

  private <T extends @Nullable Object> T call(
      Supplier<T> command, Consumer<CacheUnavailableException> failed) {
    try {
      return breaker.executeSupplier(command);
    } catch (CallNotPermittedException e) {
      throw CacheUnavailableException.server("the circuit breaker is open", null);
    } catch (CacheUnavailableException e) {
      failed.accept(e);
      throw e;
    }
  }
}
