package dev.freshet.cache;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was read.
 *
 * @param value null: it does not exist
 * @param cacheStatus null: no cache took part
 */
public record Read<V>(@Nullable V value, @Nullable CacheStatus cacheStatus) {

  /** The same read of what the function makes of the value. */
  public <W> Read<W> map(Function<? super V, ? extends W> function) {
    return new Read<>(value == null ? null : function.apply(value), cacheStatus);
  }

  /** A read from the database, without a cache. */
  public static <V> Read<V> uncached(@Nullable V value) {
    return new Read<>(value, null);
  }
}
