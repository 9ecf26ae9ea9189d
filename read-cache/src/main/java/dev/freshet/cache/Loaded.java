package dev.freshet.cache;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a load of a page found.
 *
 * @param value null: it does not exist
 * @param description null: what the page shows cannot be said
 */
public record Loaded<V>(@Nullable V value, @Nullable PageDescription description) {

  /** What the function makes of the value, with the same description. */
  public <W> Loaded<W> map(Function<? super V, ? extends W> function) {
    return new Loaded<>(value == null ? null : function.apply(value), description);
  }
}
