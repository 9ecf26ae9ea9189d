package dev.freshet.api.cache;

import dev.freshet.keys.PageContent;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a load of a page found.
 *
 * @param value null: it does not exist
 * @param content what the page shows, from the id of its registration; null: that cannot be said
 */
public record Loaded<V>(@Nullable V value, @Nullable Function<String, PageContent> content) {

  /** What the function makes of the value, with the same content. */
  public <W> Loaded<W> map(Function<? super V, ? extends W> function) {
    return new Loaded<>(value == null ? null : function.apply(value), content);
  }
}
