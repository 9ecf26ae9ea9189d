package dev.freshet.spring.cache;

import dev.freshet.cache.CacheStatus;
import dev.freshet.cache.CacheStore;
import dev.freshet.cache.CacheUnavailableException;
import dev.freshet.cache.Loaded;
import dev.freshet.cache.LookAside;
import dev.freshet.cache.Read;
import dev.freshet.cache.ReadThroughCache;
import dev.freshet.cache.trust.Freshness;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Kind;
import dev.freshet.spring.cache.CacheKeys.Asked;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.support.SimpleValueWrapper;

/**
 * A cache that is never stale behind a commit that has been applied, as Spring knows caches.
 *
 * <p>What is loaded by {@link #get(Object, Callable)} goes through the whole protocol: {@code sync
 * = true} is the better choice. With {@link #get(Object)} and a {@link #put} later on the same
 * thread, the put is refused if the key was invalidated in between. What is put without having been
 * looked for is not stored: a value of the application's own may be older than a commit; so it
 * deletes what is there, and the next read loads.
 *
 * <p>A method that is called where its result must not be cached ({@link UnsafeLoad}) is called,
 * and nothing is stored. Redis's failures are nobody's: the method is called.
 */
public final class FreshetCache implements Cache {

  private final String name;
  private final CacheKeys keys;
  private final VersionedCodec codec;
  private final Contents contents;
  private final ReadThroughCache cache;
  private final LookAside lookAside;
  private final CacheStore store;
  private final Surroundings surroundings;
  private final Supplier<Freshness> freshness;
  private final Bypasses bypasses;
  private final Executor executor;
  private final Looks looks;
  private final LongAdder puts = new LongAdder();
  private final LongAdder evictions = new LongAdder();

  /** The means of all caches. */
  record Means(
      ReadThroughCache cache,
      LookAside lookAside,
      CacheStore store,
      Surroundings surroundings,
      Supplier<Freshness> freshness,
      Executor executor,
      Looks looks) {}

  FreshetCache(
      CacheKeys keys, VersionedCodec codec, Contents contents, Means means, Bypasses bypasses) {
    this.name = keys.cache();
    this.keys = keys;
    this.codec = codec;
    this.contents = contents;
    this.cache = means.cache();
    this.lookAside = means.lookAside();
    this.store = means.store();
    this.surroundings = means.surroundings();
    this.freshness = means.freshness();
    this.executor = means.executor();
    this.looks = means.looks();
    this.bypasses = bypasses;
  }

  @Override
  public String getName() {
    return name;
  }

  Kind kind() {
    return keys.kind();
  }

  /** Values that this process has stored. */
  long puts() {
    return puts.sum();
  }

  /** Keys that this process was told to delete. */
  long evictions() {
    return evictions.sum();
  }

  /** What it is made of. */
  @Override
  public Object getNativeCache() {
    return cache;
  }

  /**
   * What is cached; where nothing is, this thread may put what it loads from now on.
   *
   * @throws IllegalArgumentException if the key does not fit the cache's template
   */
  @Override
  public @Nullable ValueWrapper get(Object key) {
    Optional<Asked> known = keys.of(key);
    if (known.isEmpty()) {
      return null;
    }
    Asked asked = known.get();
    looks.take(asked.key()).ifPresent(Looks.Look::release);
    LookAside.Found<Object> found = find(asked);
    if (found.hit() == null) {
      looks.keep(asked.key(), found.permit(), lookAside);
    }
    return wrapped(found.hit());
  }

  private LookAside.Found<Object> find(Asked asked) {
    Optional<UnsafeLoad> unsafe = surroundings.unsafe();
    if (unsafe.isEmpty()) {
      return asked.page() == null
          ? lookAside.find(asked.key(), freshness.get(), codec)
          : lookAside.find(asked.page(), freshness.get(), codec);
    }
    bypasses.count(unsafe.get());
    return new LookAside.Found<>(peek(asked.key(), unsafe.get(), freshness.get()), null);
  }

  private Read<Object> read(Asked asked, Freshness wanted, Supplier<@Nullable Object> load) {
    Supplier<Loaded<Object>> loading = () -> contents.of(load.get());
    return asked.page() == null
        ? cache.readLoaded(asked.key(), wanted, codec, loading)
        : cache.read(asked.page(), wanted, codec, loading);
  }

  /** What is cached, where what is loaded must not be. */
  private @Nullable Read<Object> peek(CacheKey key, UnsafeLoad unsafe, Freshness wanted) {
    return unsafe.hidesHits() ? null : lookAside.peek(key, wanted, codec);
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
    ValueWrapper wrapper = get(key);
    Object value = wrapper == null ? null : wrapper.get();
    if (value != null && type != null && !type.isInstance(value)) {
      throw new IllegalStateException(
          "cache %s: the value of %s is no %s but a %s"
              .formatted(name, key, type.getName(), value.getClass().getName()));
    }
    return (T) value;
  }

  /**
   * The value, cached or loaded, by the whole protocol.
   *
   * @throws ValueRetrievalException if the load fails
   * @throws IllegalArgumentException if the key does not fit the cache's template
   */
  @Override
  public <T> @Nullable T get(Object key, Callable<T> loader) {
    return read(keys.of(key), surroundings.unsafe(), key, loader);
  }

  @SuppressWarnings("unchecked")
  private <T> @Nullable T read(
      Optional<Asked> known, Optional<UnsafeLoad> unsafe, Object key, Callable<T> loader) {
    try {
      if (known.isEmpty()) {
        return call(loader);
      }
      unsafe.ifPresent(bypasses::count);
      if (unsafe.isPresent()) {
        Read<Object> hit = peek(known.get().key(), unsafe.get(), freshness.get());
        return hit == null ? call(loader) : (T) hit.value();
      }
      return (T) counted(read(known.get(), freshness.get(), () -> call(loader)));
    } catch (LoadFailure e) {
      throw new ValueRetrievalException(key, loader, e.getCause());
    }
  }

  private @Nullable Object counted(Read<Object> read) {
    CacheStatus status = read.cacheStatus();
    if (status != null && status.isStored()) {
      puts.increment();
    }
    return read.value();
  }

  private static <T> @Nullable T call(Callable<T> loader) {
    try {
      return loader.call();
    } catch (Exception e) {
      throw new LoadFailure(e);
    }
  }

  /** What is cached, now; what is put afterwards is not stored. */
  @Override
  public @Nullable CompletableFuture<?> retrieve(Object key) {
    Optional<Asked> known = keys.of(key);
    Optional<UnsafeLoad> unsafe = surroundings.unsafe();
    unsafe.ifPresent(bypasses::count);
    if (known.isEmpty() || unsafe.filter(UnsafeLoad::hidesHits).isPresent()) {
      return null;
    }
    Freshness wanted = freshness.get();
    return CompletableFuture.supplyAsync(
        () -> wrapped(lookAside.peek(known.get().key(), wanted, codec)), executor);
  }

  /** As {@link #get(Object, Callable)}, on another thread. */
  @Override
  public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> loader) {
    Optional<Asked> known = keys.of(key);
    Optional<UnsafeLoad> unsafe = surroundings.unsafe();
    Freshness wanted = freshness.get();
    if (known.isEmpty()) {
      return loader.get();
    }
    unsafe.ifPresent(bypasses::count);
    return CompletableFuture.supplyAsync(
        () -> retrieve(known.get(), unsafe, wanted, loader), executor);
  }

  @SuppressWarnings("unchecked")
  private <T> @Nullable T retrieve(
      Asked asked,
      Optional<UnsafeLoad> unsafe,
      Freshness wanted,
      Supplier<CompletableFuture<T>> loader) {
    if (unsafe.isPresent()) {
      Read<Object> hit = peek(asked.key(), unsafe.get(), wanted);
      return hit == null ? joined(loader) : (T) hit.value();
    }
    return (T) counted(read(asked, wanted, () -> joined(loader)));
  }

  private static <T> @Nullable T joined(Supplier<CompletableFuture<T>> loader) {
    try {
      return loader.get().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  /**
   * Stores the value, if this thread has looked for the key before it loaded it, nobody loaded it
   * already, and nobody has invalidated it since. If it has not looked at all, deletes what is
   * cached.
   */
  @Override
  public void put(Object key, @Nullable Object value) {
    keys.of(key).ifPresent(asked -> put(asked.key(), value));
  }

  private void put(CacheKey key, @Nullable Object value) {
    Optional<Looks.Look> look = looks.take(key);
    if (look.isEmpty()) {
      delete(key);
      return;
    }
    look.get()
        .permit()
        .ifPresent(
            permit -> {
              Optional<UnsafeLoad> unsafe = surroundings.unsafe();
              if (unsafe.isEmpty()) {
                if (lookAside.put(permit, contents.of(value), codec)) {
                  puts.increment();
                }
              } else {
                bypasses.count(unsafe.get());
                lookAside.release(permit);
              }
            });
  }

  /** As {@link #put}; returns what was there before. */
  @Override
  public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
    Optional<Asked> known = keys.of(key);
    if (known.isEmpty()) {
      return null;
    }
    Read<Object> there = lookAside.peek(known.get().key(), freshness.get(), codec);
    if (there == null) {
      put(known.get().key(), value);
    }
    return wrapped(there);
  }

  /** Deletes the value, and makes loads that are under way forget theirs, before it returns. */
  @Override
  public void evict(Object key) {
    evictIfPresent(key);
  }

  /** As {@link #evict}; whether there was a value. */
  @Override
  public boolean evictIfPresent(Object key) {
    return keys.of(key).map(Asked::key).filter(this::delete).isPresent();
  }

  /** Deletes all values of the cache by looking at all keys of Redis, before it returns. */
  @Override
  public void clear() {
    try {
      store.deleteAll(keys.kind());
    } catch (CacheUnavailableException e) {
      bypasses.failed(e);
    }
  }

  /** As {@link #clear}; true, as it is not known whether there was anything. */
  @Override
  public boolean invalidate() {
    clear();
    return true;
  }

  private boolean delete(CacheKey key) {
    try {
      boolean deleted = store.delete(key);
      evictions.increment();
      return deleted;
    } catch (CacheUnavailableException e) {
      bypasses.failed(e);
      return false;
    }
  }

  private static @Nullable ValueWrapper wrapped(@Nullable Read<Object> read) {
    return read == null ? null : new SimpleValueWrapper(read.value());
  }

  /** What a load ended with, which may be no runtime exception. */
  private static final class LoadFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LoadFailure(Exception cause) {
      super(null, cause, false, false);
    }
  }
}
