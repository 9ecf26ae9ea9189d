package dev.freshet.invalidation.cache;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.FenceToken;
import dev.freshet.keys.Kind;
import dev.freshet.keys.Lifetimes;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The cache, as far as an invalidator needs it. Every method throws {@link CacheException}. */
public interface Cache {

  /** Asks for any answer. */
  void ping() throws InterruptedException;

  /**
   * Deletes values together with their leases and returns when all are gone.
   *
   * @return of how many keys of each kind there was a value or a lease
   */
  Map<Kind, Long> delete(Collection<CacheKey> keys) throws InterruptedException;

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

  /** Those of the fences for which {@link #pass} was called, not too long ago. */
  Set<FenceToken> passed(Collection<FenceToken> fences) throws InterruptedException;

  /** The checkpoint that was stored last; empty if there is none, or one that cannot be read. */
  Optional<Checkpoint> checkpoint() throws InterruptedException;

  /**
   * Stores a checkpoint, if the one that is there is of the run that is expected, and the server
   * that stores it is one of the checkpoint's nodes. The others are asked meanwhile: if the servers
   * are the same now, they were when what the checkpoint says was done.
   *
   * @param expectedRun empty if there should be none
   * @return the time of the cache's clock, in ms since 1970; empty if it was not stored, or the
   *     servers are not the checkpoint's nodes any more
   */
  OptionalLong store(Checkpoint checkpoint, Optional<String> expectedRun)
      throws InterruptedException;

  /**
   * Stands for the servers that hold the cache: another text after one was restarted or replaced,
   * also by itself.
   */
  String nodes() throws InterruptedException;

  /**
   * Why readers may use other servers than those that {@link #nodes} stands for; empty if they do
   * not.
   */
  Optional<String> doubt() throws InterruptedException;

  /** The time of the cache's clock, in ms since 1970. */
  long now() throws InterruptedException;

  /** How many keys there are, of all programs. */
  long size() throws InterruptedException;

  /** Takes a portion of the names that a scan finds. */
  @FunctionalInterface
  interface Names {
    void accept(List<String> names) throws InterruptedException;
  }
}
