package dev.freshet.api.cache;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.PageRegistration;
import org.jspecify.annotations.Nullable;

/**
 * What a read asks for. Its key does not say it alone: two listings can be made to have the same
 * key, and neither may be answered with the other.
 *
 * @param page null for what is no page, whose key has one meaning
 */
record Question(CacheKey key, @Nullable PageRegistration page) {

  static Question of(CacheKey key) {
    return new Question(key, null);
  }

  static Question of(PageRegistration page) {
    return new Question(page.key(), page);
  }

  @Override
  public String toString() {
    return key.name();
  }
}
