package dev.freshet.cache.trust;

import dev.freshet.keys.FenceToken;
import org.jspecify.annotations.Nullable;

/**
 * What a read must see.
 *
 * @param after all that was committed up to this token; null: whatever is cached will do
 */
public record Freshness(@Nullable FenceToken after) {

  public static final Freshness AS_CACHED = new Freshness(null);
}
