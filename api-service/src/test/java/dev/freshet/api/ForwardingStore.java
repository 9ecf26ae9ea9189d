package dev.freshet.api;

import dev.freshet.cache.Attempt;
import dev.freshet.cache.CacheStore;
import dev.freshet.cache.Lasting;
import dev.freshet.cache.trust.AgedWatermark;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.Kind;
import dev.freshet.keys.PageEntry;
import dev.freshet.keys.PageRegistration;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Does what another store does, for a subclass to do some of it wrong. */
abstract class ForwardingStore implements CacheStore {

  private final CacheStore store;

  ForwardingStore(CacheStore store) {
    this.store = store;
  }

  @Override
  public byte @Nullable [] get(CacheKey key) {
    return store.get(key);
  }

  @Override
  public @Nullable Lasting getLasting(CacheKey key) {
    return store.getLasting(key);
  }

  @Override
  public Attempt acquire(CacheKey key, String token, byte @Nullable [] useless) {
    return store.acquire(key, token, useless);
  }

  @Override
  public @Nullable String register(PageRegistration registration) {
    return store.register(registration);
  }

  @Override
  public void describe(PageEntry content) {
    store.describe(content);
  }

  @Override
  public boolean fill(CacheKey key, String token, byte[] value, Duration ttl) {
    return store.fill(key, token, value, ttl);
  }

  @Override
  public void release(CacheKey key, String token) {
    store.release(key, token);
  }

  @Override
  public boolean delete(CacheKey key) {
    return store.delete(key);
  }

  @Override
  public void deleteAll(Kind kind) {
    store.deleteAll(kind);
  }

  @Override
  public boolean isPassed(FenceToken token) {
    return store.isPassed(token);
  }

  @Override
  public Optional<AgedWatermark> watermark() {
    return store.watermark();
  }

  @Override
  public long losses() {
    return store.losses();
  }
}
