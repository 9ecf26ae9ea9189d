package dev.freshet.cache.near;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.freshet.cache.CacheUnavailableException;
import dev.freshet.cache.near.NearChannel.Answer;
import dev.freshet.cache.near.NearChannel.Followed;
import dev.freshet.cache.near.NearChannel.Start;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Decoded;
import dev.freshet.keys.Kind;
import dev.freshet.keys.ValueCodec;
import dev.freshet.keys.near.NearDeletion;
import dev.freshet.keys.near.NearTerms;
import dev.freshet.time.BackgroundThread;
import dev.freshet.time.BackgroundThread.Repeated;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Values in this process's memory, of two uses. While the invalidator waits for this process before
 * it says that a change is applied, they are read without asking Redis: such a hit is as exact as
 * one from Redis. And as long as Redis returns the same bytes, nobody decodes them again, with a
 * lease or without.
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

  /** Until Redis is asked again for what this process has no right to. */
  static final Duration REFUSED_PAUSE = Duration.ofSeconds(30);

  /** Failures in a row, about three seconds, that are no mere hitch. */
  private static final int REPORTED_FAILURE = 24;

  private final @Nullable NearChannel channel;
  private final Set<Kind> kinds;
  private final LongSupplier nanoTime;
  private final Cache<Long, Copy> copies;
  private final BackgroundThread renewals = new BackgroundThread("near-renewals");
  private final BackgroundThread follower = new BackgroundThread("near-follower");
  private volatile @Nullable NearSession session;
  private volatile boolean stopped;

  /** Deletions cannot be followed, so that nobody may wait for this process. */
  private volatile boolean isDeaf;

  private volatile long quietUntil;
  private final AtomicLong begun = new AtomicLong();
  private final AtomicInteger failures = new AtomicInteger();
  private volatile boolean warned;

  /**
   * @param channel null: there are no leases, and nothing is read without asking Redis
   * @param kinds of which values may be read without asking Redis
   * @param maxBytes of all values in memory
   */
  public NearCache(
      @Nullable NearChannel channel, Set<Kind> kinds, long maxBytes, LongSupplier nanoTime) {
    this.channel = channel;
    this.kinds = Set.copyOf(kinds);
    this.nanoTime = nanoTime;
    this.quietUntil = nanoTime.getAsLong();
    this.copies =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((Long hash, Copy copy) -> copy.weight())
            .executor(Runnable::run)
            .build();
  }

  /**
   * The key's value, if there is a copy that may be read by a read that has begun.
   *
   * @param question what is asked for, by which the codec is chosen
   */
  public <V> @Nullable Decoded<V> get(CacheKey key, Object question, ValueCodec<V> codec) {
    NearSession now = session;
    Copy copy = now == null ? null : now.get(key, question);
    if (copy == null) {
      return null;
    }
    Decoded<V> known = meaning(copy);
    return known == null ? codec.decode(copy.bytes()) : known;
  }

  /** What bytes mean that Redis has returned, if that is known; null: it is not. */
  public <V> @Nullable Decoded<V> known(CacheKey key, Object question, byte[] bytes) {
    Copy copy = copies.getIfPresent(NearDeletion.hash(key));
    return copy != null && copy.answers(key, question) && copy.hasBytes(bytes)
        ? meaning(copy)
        : null;
  }

  @SuppressWarnings("unchecked") // a copy answers one question, whose type is V
  private static <V> @Nullable Decoded<V> meaning(Copy copy) {
    return (Decoded<V>) copy.decoded();
  }

  /** To be called before Redis is asked for a value. */
  public Asking ask(CacheKey key, Object question) {
    NearSession now = session;
    return new Asking(
        key, question, now == null || !kinds.contains(key.kind()) ? null : now.ask(key));
  }

  /** A question to Redis, whose answer is kept. */
  public final class Asking implements AutoCloseable {

    private final CacheKey key;
    private final Object question;

    /** The right to read the answer from memory, unless the key is deleted meanwhile. */
    private final NearSession.@Nullable Token token;

    private Asking(CacheKey key, Object question, NearSession.@Nullable Token token) {
      this.key = key;
      this.question = question;
      this.token = token;
    }

    /** Whether the answer may be read from memory, for which its life must be known. */
    public boolean needsLife() {
      return token != null;
    }

    /**
     * Keeps the answer, if it means anything, and says what it means.
     *
     * @param life that was left to some value of the key, asked for before the value and after the
     *     call of {@link #ask}
     */
    public <V> Decoded<V> answered(byte[] bytes, Duration life, ValueCodec<V> codec) {
      Decoded<V> known = known(key, question, bytes);
      if (known != null && token == null) {
        return known;
      }
      Decoded<V> decoded = known == null ? codec.decode(bytes) : known;
      Copy copy =
          decoded.<@Nullable Copy>match(
              value -> copy(bytes, decoded, codec.shareableSize(value)),
              () -> copy(bytes, decoded, OptionalInt.of(0)),
              reason -> null);
      if (copy != null && token != null && channel != null) {
        token.keep(copy, life, channel.losses());
      } else if (copy != null) {
        copies.put(NearDeletion.hash(key), copy);
      }
      return decoded;
    }

    /** Null if it would serve nobody. */
    private @Nullable Copy copy(byte[] bytes, Decoded<?> decoded, OptionalInt size) {
      return token == null && size.isEmpty()
          ? null
          : Copy.remembered(
              key, question, bytes, size.isPresent() ? decoded : null, size.orElse(0));
    }

    /** To be called in any case. */
    @Override
    public void close() {
      if (token != null) {
        token.release();
      }
    }
  }

  /** Whether values may be read without asking Redis now. */
  public boolean isGranted() {
    NearSession now = session;
    return now != null && now.isGranted();
  }

  /**
   * Whether the invalidator waits for this process, and deletes in the Redis that the caller has
   * read a value from before this call. While it does, what Redis has is right, whatever became of
   * its servers.
   */
  public boolean isInvalidated() {
    NearSession now = session;
    return now != null && now.isGranted() && channel != null && !now.isCutOff(channel.losses());
  }

  /** About how many values are in memory. */
  public long size() {
    return copies.estimatedSize();
  }

  /** How many sessions there were, each of which began without a value that may be read. */
  public long begun() {
    return begun.get();
  }

  /** Asks for leases from now on, if there can be any. */
  public void start() {
    if (channel == null) {
      return;
    }
    stopped = false;
    renewals.start(new Repeated(this::renew, Duration.ZERO, NearTerms.RENEWAL));
    follower.start(new Repeated(this::follow, Duration.ZERO, PAUSE));
  }

  /** Reads nothing without asking any more, and tells so, for nobody to wait. */
  public void stop() {
    stopped = true;
    end(session);
    renewals.stop();
    follower.stop();
    NearSession last = session;
    session = null;
    leave(last);
  }

  private static void end(@Nullable NearSession last) {
    if (last != null) {
      boolean unused = last.end();
    }
  }

  private void leave(@Nullable NearSession last) {
    if (last == null || channel == null) {
      return;
    }
    end(last);
    try {
      channel.tell(last.leaving());
    } catch (CacheUnavailableException e) {
      // Then its lease ends.
    }
  }

  public boolean isRunning() {
    return renewals.isRunning();
  }

  private boolean isQuiet() {
    return nanoTime.getAsLong() - quietUntil < 0;
  }

  /** Begins a session, if there is none, and renews its lease. On one thread. */
  void renew() {
    NearSession now = session;
    if (channel == null || isQuiet() || (isDeaf && now != null)) {
      return;
    }
    try {
      if (now == null || now.isOver() || now.isCutOff(channel.losses()) || isForgotten(now)) {
        now = begin(channel);
      }
      if (now != null) {
        Answer answer = channel.renew(now.renewal());
        boolean unused = now.answered(answer);
      }
      failures.set(0);
    } catch (CacheUnavailableException e) {
      failed(e);
    }
  }

  private static boolean isForgotten(NearSession now) {
    return now.idle().compareTo(PATIENCE) > 0;
  }

  private @Nullable NearSession begin(NearChannel from) {
    NearSession before = session;
    end(before);
    session = null;
    // Before the start, so that it is another one after a loss since then.
    long connection = from.losses();
    Optional<Start> start = from.start();
    if (start.isEmpty() || stopped) {
      return null;
    }
    NearSession next =
        new NearSession(UUID.randomUUID().toString(), start.get(), connection, copies, nanoTime);
    session = next;
    begun.incrementAndGet();
    return next;
  }

  /** Follows while there is a session. On one thread. */
  private void follow() {
    while (!stopped && followOnce()) {}
  }

  /** Whether there is a session that goes on. */
  boolean followOnce() {
    NearSession now = session;
    if (channel == null || now == null || (now.isOver() && !isDeaf) || isQuiet()) {
      return false;
    }
    try {
      Followed followed = channel.follow(now.cursor());
      isDeaf = false;
      warned = false;
      failures.set(0);
      return !now.isOver() && take(channel, now, followed);
    } catch (CacheUnavailableException e) {
      isDeaf = true;
      leave(now);
      failed(e);
      return false;
    }
  }

  private static boolean take(NearChannel from, NearSession now, Followed followed) {
    for (Optional<NearDeletion> entry : followed.entries()) {
      if (!now.follow(entry)) {
        return false;
      }
    }
    if (!followed.entries().isEmpty()) {
      from.tell(now.acknowledgement());
      now.moveTo(followed.cursor());
    }
    return true;
  }

  /** Says it once, when it lasts, or will. */
  private void failed(CacheUnavailableException failure) {
    if (failure.isRefusal()) {
      quietUntil = nanoTime.getAsLong() + REFUSED_PAUSE.toNanos();
    }
    boolean lasts = failures.incrementAndGet() >= REPORTED_FAILURE || failure.isRefusal();
    if (lasts && !warned) {
      warned = true;
      log.warn(
          "Nothing is answered from memory, as Redis does not do its part: {}",
          failure.getMessage());
    }
  }
}
