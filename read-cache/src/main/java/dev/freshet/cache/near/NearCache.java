package dev.freshet.cache.near;

import dev.freshet.cache.CacheUnavailableException;
import dev.freshet.cache.near.NearChannel.Answer;
import dev.freshet.cache.near.NearChannel.Followed;
import dev.freshet.cache.near.NearChannel.Start;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Kind;
import dev.freshet.keys.near.NearDeletion;
import dev.freshet.keys.near.NearTerms;
import dev.freshet.time.BackgroundThread;
import dev.freshet.time.BackgroundThread.Repeated;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of values in this process's memory that are read only while the invalidator waits for this
 * process before it says that a change is applied. So a hit here is as exact as one from Redis.
 *
 * <p>One thread renews the lease of the current {@link NearSession}, another follows what was
 * deleted and acknowledges it, between {@link #start} and {@link #stop}. Whatever fails, reads go
 * to Redis as without it. Thread-safe.
 */
public final class NearCache {

  private static final Logger log = LoggerFactory.getLogger(NearCache.class);

  /** After a failure, and while there is no session to follow for. */
  private static final Duration PAUSE = Duration.ofMillis(20);

  /** A session without a lease for so long is begun anew: its first renewal may be lost. */
  private static final Duration PATIENCE = NearTerms.TERM.multipliedBy(2);

  private final NearChannel channel;
  private final Set<Kind> kinds;
  private final long maxBytes;
  private final LongSupplier nanoTime;
  private final BackgroundThread renewals = new BackgroundThread("near-renewals");
  private final BackgroundThread follower = new BackgroundThread("near-follower");
  private volatile @Nullable NearSession session;
  private volatile boolean stopped;
  private final AtomicLong begun = new AtomicLong();
  private boolean warned;

  /**
   * @param kinds of which copies are kept
   * @param maxBytes of all copies; 0: none are kept, and nothing is asked of the channel
   */
  public NearCache(NearChannel channel, Set<Kind> kinds, long maxBytes, LongSupplier nanoTime) {
    this.channel = channel;
    this.kinds = Set.copyOf(kinds);
    this.maxBytes = maxBytes;
    this.nanoTime = nanoTime;
  }

  /** The bytes of the key's value, if there is a copy that may be read by a read that has begun. */
  public byte @Nullable [] get(CacheKey key) {
    NearSession now = session;
    return now == null || !kinds.contains(key.kind()) ? null : now.get(key);
  }

  /**
   * To be called before Redis is asked for a value that may be kept.
   *
   * @return null: it may not be kept
   */
  public @Nullable Asking ask(CacheKey key) {
    NearSession now = session;
    if (now == null || !kinds.contains(key.kind())) {
      return null;
    }
    NearSession.Token token = now.ask(key);
    return token == null ? null : new Asking(token);
  }

  /** A question to Redis whose answer may be kept, unless the key is deleted meanwhile. */
  public final class Asking implements AutoCloseable {

    private final NearSession.Token token;

    private Asking(NearSession.Token token) {
      this.token = token;
    }

    /**
     * Keeps the answer.
     *
     * @param life that was left to some value of the key, asked for before the value and after the
     *     call of {@link #ask}
     */
    public void keep(byte[] bytes, Duration life) {
      token.keep(bytes, life, channel.losses());
    }

    /** To be called in any case. */
    @Override
    public void close() {
      token.release();
    }
  }

  /** Whether copies may be read now. */
  public boolean isGranted() {
    NearSession now = session;
    return now != null && now.isGranted();
  }

  /** About how many copies there are. */
  public long size() {
    NearSession now = session;
    return now == null ? 0 : now.size();
  }

  /** How often it has begun with an empty memory. */
  public long begun() {
    return begun.get();
  }

  /** Asks for leases from now on. */
  public void start() {
    if (maxBytes == 0) {
      return;
    }
    stopped = false;
    renewals.start(new Repeated(this::renew, Duration.ZERO, NearTerms.RENEWAL));
    follower.start(new Repeated(this::follow, Duration.ZERO, PAUSE));
  }

  /** Reads no copy any more, and tells so, for nobody to wait. */
  public void stop() {
    stopped = true;
    end(session);
    renewals.stop();
    follower.stop();
    NearSession last = session;
    session = null;
    if (last != null) {
      end(last);
      try {
        channel.tell(last.leaving());
      } catch (CacheUnavailableException e) {
        // Then its lease ends.
      }
    }
  }

  private static void end(@Nullable NearSession last) {
    if (last != null) {
      boolean unused = last.end();
    }
  }

  public boolean isRunning() {
    return renewals.isRunning();
  }

  /** Begins a session, if there is none, and renews its lease. On one thread. */
  void renew() {
    try {
      NearSession now = session;
      if (now == null || now.isOver() || now.isCutOff(channel.losses()) || isForgotten(now)) {
        now = begin();
      }
      if (now != null) {
        Answer answer = channel.renew(now.renewal());
        boolean unused = now.answered(answer);
      }
      warned = false;
    } catch (CacheUnavailableException e) {
      if (!warned) {
        warned = true;
        log.warn("Nothing is answered from memory while Redis refuses: {}", e.getMessage());
      }
    }
  }

  private static boolean isForgotten(NearSession now) {
    return now.idle().compareTo(PATIENCE) > 0;
  }

  private @Nullable NearSession begin() {
    NearSession before = session;
    end(before);
    session = null;
    // Before the start, so that it is another one after a loss since then.
    long connection = channel.losses();
    Optional<Start> start = channel.start();
    if (start.isEmpty() || stopped) {
      return null;
    }
    NearSession next =
        new NearSession(UUID.randomUUID().toString(), start.get(), connection, maxBytes, nanoTime);
    session = next;
    begun.incrementAndGet();
    return next;
  }

  /** Follows while there is a session. On one thread. */
  private void follow() {
    try {
      while (!stopped && followOnce()) {}
    } catch (CacheUnavailableException e) {
      log.debug("Entries cannot be followed for a moment", e);
    }
  }

  /** Whether there is a session that goes on. */
  boolean followOnce() {
    NearSession now = session;
    if (now == null || now.isOver()) {
      return false;
    }
    Followed followed = channel.follow(now.cursor());
    for (Optional<NearDeletion> entry : followed.entries()) {
      if (!now.follow(entry)) {
        return false;
      }
    }
    if (!followed.entries().isEmpty()) {
      channel.tell(now.acknowledgement());
      now.moveTo(followed.cursor());
    }
    return true;
  }
}
