package dev.freshet.api.cache;

import org.jspecify.annotations.Nullable;

/**
 * What was read.
 *
 * @param value null: it does not exist
 * @param cacheStatus null: no cache took part
 */
public record Read<V>(@Nullable V value, @Nullable CacheStatus cacheStatus) {

  /** A read from the database, without a cache. */
  public static <V> Read<V> uncached(@Nullable V value) {
    return new Read<>(value, null);
  }
}
