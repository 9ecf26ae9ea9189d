package dev.freshet.spring.cache;

import dev.freshet.cache.LookAside;
import dev.freshet.cache.LookAside.Permit;
import dev.freshet.keys.CacheKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys that each thread has looked for in vain and is about to put the values of.
 *
 * <p>A look counts within the call of the method that it was made for ({@link #begin}): what is put
 * by a method that is called in between, or by the next one, was not loaded for it. Outside of such
 * a call it counts until its lease ends.
 */
final class Looks {

  /** More than a call has caches. What is left behind gives way. */
  private static final int LIMIT = 64;

  private final ThreadLocal<Deque<Map<CacheKey, Look>>> ofThread = new ThreadLocal<>();

  /** Begins the call of a method with caches, which ends on the same thread. */
  Call begin() {
    frames().push(new Frame());
    return new Call();
  }

  /**
   * @param permit null: what is loaded must not be put, or somebody else will
   */
  void keep(CacheKey key, @Nullable Permit permit, LookAside cache) {
    Map<CacheKey, Look> frame = frames().peek();
    if (frame != null) {
      frame.put(key, new Look(Optional.ofNullable(permit), cache));
    }
  }

  /** The look for the key in this call, which counts once; empty if there was none. */
  Optional<Look> take(CacheKey key) {
    Deque<Map<CacheKey, Look>> frames = ofThread.get();
    if (frames == null || frames.peek() == null) {
      return Optional.empty();
    }
    Look look = frames.peek().remove(key);
    forgetIfEmpty(frames);
    return Optional.ofNullable(look);
  }

  private Deque<Map<CacheKey, Look>> frames() {
    Deque<Map<CacheKey, Look>> frames = ofThread.get();
    if (frames == null) {
      frames = new ArrayDeque<>();
      frames.push(new Frame());
      ofThread.set(frames);
    }
    return frames;
  }

  private void forgetIfEmpty(Deque<Map<CacheKey, Look>> frames) {
    if (frames.size() == 1 && frames.element().isEmpty()) {
      ofThread.remove();
    }
  }

  /** A look that has found nothing. */
  record Look(Optional<Permit> permit, LookAside cache) {

    /** Gives its permit back. */
    void release() {
      permit.ifPresent(cache::release);
    }
  }

  /** The call of a method with caches. */
  final class Call implements AutoCloseable {

    private Call() {}

    /** Ends it: nobody puts what it has looked for and not put, as it failed or was not to. */
    @Override
    public void close() {
      Deque<Map<CacheKey, Look>> frames = frames();
      frames.pop().values().forEach(Look::release);
      forgetIfEmpty(frames);
    }
  }

  private static final class Frame extends LinkedHashMap<CacheKey, Look> {

    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<CacheKey, Look> eldest) {
      return size() > LIMIT;
    }
  }
}
