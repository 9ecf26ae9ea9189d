package dev.freshet.cache;

import dev.freshet.cache.trust.InvalidationProgress;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Kind;
import dev.freshet.keys.PageEntry;
import dev.freshet.keys.PageRegistration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the read-through policy needs of Redis. {@link #describe} and {@link #release} do not wait
 * and never throw; every other method throws {@link CacheUnavailableException} when Redis does not
 * do it in time.
 */
public interface CacheStore extends InvalidationProgress {

  /** The value's bytes, or null. */
  byte @Nullable [] get(CacheKey key);

  /** As {@link #get}, with the time that is left to the value. */
  default @Nullable Lasting getLasting(CacheKey key) {
    return Lasting.of(get(key));
  }

  /**
   * In one step: looks at the value once more, and takes the key's lease if there is neither a
   * value nor a lease.
   *
   * @param token unique to this attempt
   * @param useless bytes to be treated as no value, because they could not be decoded
   */
  Attempt acquire(CacheKey key, String token, byte @Nullable [] useless);

  /**
   * Announces a page that is about to be loaded, for the invalidator to know it.
   *
   * @return the id of the registration; null if it was refused, as the invalidator knows of as many
   *     pages as it can, or has stopped reading
   */
  @Nullable String register(PageRegistration registration);

  /** Tells the invalidator what a registered page shows, so that it need not fear every change. */
  void describe(PageEntry content);

  /**
   * Stores the value and gives the lease back, if the lease still has this token.
   *
   * @return false if the lease was gone: the value may be stale and was not stored
   */
  boolean fill(CacheKey key, String token, byte[] value, Duration ttl);

  /** Gives the lease back if it has this token. */
  void release(CacheKey key, String token);

  /**
   * Deletes the value, and the lease whoever has it: no load that is under way will be stored.
   *
   * @return whether there was a value
   */
  boolean delete(CacheKey key);

  /** Deletes all values and leases of a kind. */
  void deleteAll(Kind kind);

  /** As {@link #get} for each, in their order; all are asked for at once. */
  default List<byte @Nullable []> getAll(List<CacheKey> keys) {
    List<byte @Nullable []> values = new ArrayList<>();
    keys.forEach(key -> values.add(get(key)));
    return values;
  }

  /** As {@link #acquire} for each, in their order; all are asked for at once. */
  default List<Attempt> acquireAll(List<CacheKey> keys, List<String> tokens) {
    List<Attempt> attempts = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      attempts.add(acquire(keys.get(i), tokens.get(i), null));
    }
    return attempts;
  }
}
