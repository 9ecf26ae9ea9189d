package dev.freshet.spring.cache;

import dev.freshet.cache.LookAside.Permit;
import dev.freshet.keys.CacheKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys that each thread has looked for in vain and is about to put the values of. A thread that
 * never comes back for one, as its method has failed, leaves it: a lease expires.
 */
final class Looks {

  /** More than methods are nested. What is left behind gives way. */
  private static final int LIMIT = 64;

  private final ThreadLocal<Map<CacheKey, Look>> ofThread =
      ThreadLocal.withInitial(
          () ->
              new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<CacheKey, Look> eldest) {
                  return size() > LIMIT;
                }
              });

  /**
   * @param permit null: what is loaded must not be put, or somebody else will
   */
  void keep(CacheKey key, @Nullable Permit permit) {
    ofThread.get().put(key, new Look(Optional.ofNullable(permit)));
  }

  /** The thread's look for the key, which counts once; empty if there was none. */
  Optional<Look> take(CacheKey key) {
    Map<CacheKey, Look> looks = ofThread.get();
    Look look = looks.remove(key);
    if (looks.isEmpty()) {
      ofThread.remove();
    }
    return Optional.ofNullable(look);
  }

  /** A look that has found nothing. */
  record Look(Optional<Permit> permit) {}
}
