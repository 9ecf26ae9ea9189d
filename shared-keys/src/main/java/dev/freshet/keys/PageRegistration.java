package dev.freshet.keys;

import java.util.Map;

/**
 * One entry of the stream {@link CacheKeys#PAGE_REGISTRY}: this page may be cached from now on, for
 * {@link Lifetimes#REGISTRATION}. A reader appends it while it holds the page's lease and before it
 * loads.
 *
 * @param key a listing's or a category page's
 * @param fields the entry's, which say what the page shows; two pages whose keys collide have
 *     others
 */
public record PageRegistration(CacheKey key, Map<String, String> fields) {

  public PageRegistration {
    fields = Map.copyOf(fields);
  }
}
