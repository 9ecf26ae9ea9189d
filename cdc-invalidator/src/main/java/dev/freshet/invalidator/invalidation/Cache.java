package dev.freshet.invalidator.invalidation;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.CachedKind;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.Lifetimes;
import dev.freshet.keys.Watermark;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The cache, as far as an invalidator needs it. Every method throws {@link CacheException}. */
interface Cache {

  /** Asks for any answer. */
  void ping() throws InterruptedException;

  /**
   * Deletes values together with their leases and returns when all are gone.
   *
   * @return of how many keys of each kind there was a value or a lease
   */
  Map<CachedKind, Long> delete(Collection<CacheKey> keys) throws InterruptedException;

  /** Deletes keys by their names. */
  void unlink(List<String> names) throws InterruptedException;

  /**
   * Passes on, in portions, at least every name that is there from before this call until after it.
   *
   * @param pattern as Redis matches names
   */
  void scan(String pattern, Names names) throws InterruptedException;

  /** Lets everyone know for {@link Lifetimes#FENCE} that these fences are passed. */
  void pass(List<FenceToken> fences) throws InterruptedException;

  /** Whether {@link #pass} was called for the fence, not too long ago. */
  boolean isPassed(FenceToken fence) throws InterruptedException;

  /**
   * Lets everyone know how far the cache is right.
   *
   * @return the time of the cache's clock, in ms since 1970
   */
  long publish(Watermark watermark) throws InterruptedException;

  /** Takes a portion of the names that a scan finds. */
  @FunctionalInterface
  interface Names {
    void accept(List<String> names) throws InterruptedException;
  }
}
