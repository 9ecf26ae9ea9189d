package dev.freshet.cache;

import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a load found.
 *
 * @param value null: it does not exist
 * @param description what a page shows; null: that cannot be said, or it is no page
 * @param validUntil when it becomes wrong though nothing changes, such as at the end of a sale; it
 *     is cached until then at most. Null: it does not
 */
public record Loaded<V>(
    @Nullable V value, @Nullable PageDescription description, @Nullable Instant validUntil) {

  /** What is valid until something changes. */
  public Loaded(@Nullable V value, @Nullable PageDescription description) {
    this(value, description, null);
  }

  /** A value that is no page's, and valid until something changes. */
  public static <V> Loaded<V> of(@Nullable V value) {
    return new Loaded<>(value, null, null);
  }

  /** What the function makes of the value, with the same description. */
  public <W> Loaded<W> map(Function<? super V, ? extends W> function) {
    return new Loaded<>(value == null ? null : function.apply(value), description, validUntil);
  }
}
