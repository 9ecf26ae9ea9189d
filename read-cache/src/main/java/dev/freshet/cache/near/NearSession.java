package dev.freshet.cache.near;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.freshet.cache.near.NearChannel.Answer;
import dev.freshet.cache.near.NearChannel.Start;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.near.NearDeletion;
import dev.freshet.keys.near.NearMessage;
import dev.freshet.keys.near.NearTerms;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The copies that a process keeps from one beginning with an empty memory to the next.
 *
 * <p>A copy is read only while the deadline of the lease has not passed, which is looked at after
 * the read has begun. The deadline counts from before the renewal was sent, so that the
 * invalidator, who counts from after it has read it, still waits for this session's acknowledgement
 * when the copy is read: whatever was applied before that has been acknowledged, and its copies
 * were removed before.
 *
 * <p>A value that is asked for in Redis gets a token under its key before, and becomes a copy only
 * by replacing the token. A deletion takes away both: the answer may be from before it. So a copy
 * is either from after the deletion, or is found by it.
 *
 * <p>A session that is over keeps what it has for those who are reading; nobody finds it any more.
 * Thread-safe; entries are taken in by one thread.
 */
final class NearSession {

  /**
   * The longest that a value is kept, so that Redis hears of those that are read often, and does
   * not evict them.
   */
  static final Duration LIFE = Duration.ofSeconds(30);

  /** What an entry takes beside its bytes, by a rough count of its objects. */
  private static final int ENTRY_BYTES = 256;

  private final String name;
  private final String run;
  private final long connection;
  private final LongSupplier nanoTime;
  private final Cache<Long, Copy> copies;
  private final Map<Long, Token> tokens = new ConcurrentHashMap<>();

  /** When the renewals were sent that may yet be granted. */
  private final Deque<Sent> sent = new ArrayDeque<>();

  private final long begun;
  private long renewals;
  private volatile long number;
  private volatile String cursor;
  private volatile @Nullable Long deadline;
  private volatile boolean isOver;

  /**
   * @param name that no other session has
   * @param connection see {@link NearChannel#losses()}, from before the start was asked for
   * @param maxBytes of all copies
   */
  NearSession(String name, Start start, long connection, long maxBytes, LongSupplier nanoTime) {
    this.name = name;
    this.run = start.run();
    this.number = start.number();
    this.cursor = start.cursor();
    this.connection = connection;
    this.nanoTime = nanoTime;
    this.begun = nanoTime.getAsLong();
    this.copies =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((Long hash, Copy copy) -> copy.weight())
            .executor(Runnable::run)
            .build();
  }

  /** The copy of the key's value, if it may be read now. */
  byte @Nullable [] get(CacheKey key) {
    long now = nanoTime.getAsLong();
    if (!isGranted(now)) {
      return null;
    }
    Copy copy = copies.getIfPresent(NearDeletion.hash(key));
    return copy != null && copy.isOf(key) && now - copy.end < 0 ? copy.bytes : null;
  }

  boolean isGranted() {
    return isGranted(nanoTime.getAsLong());
  }

  private boolean isGranted(long now) {
    Long until = deadline;
    return until != null && now - until < 0 && !isOver;
  }

  /**
   * To be called before Redis is asked for the value.
   *
   * @return null if the answer must not be kept, or somebody else is about to keep it
   */
  @Nullable Token ask(CacheKey key) {
    if (!isGranted()) {
      return null;
    }
    Token token = new Token(key, nanoTime.getAsLong());
    return tokens.putIfAbsent(token.hash, token) == null ? token : null;
  }

  /** The right to keep what Redis answers. Equal to itself only. */
  final class Token {

    private final CacheKey key;
    private final long hash;
    private final long asked;

    private Token(CacheKey key, long asked) {
      this.key = key;
      this.hash = NearDeletion.hash(key);
      this.asked = asked;
    }

    /**
     * Keeps the value, if the key was not deleted since, and gives the token back.
     *
     * @param life that was left to some value of the key after the token was given and before this
     *     one was read
     * @param losses see {@link NearChannel#losses()}, from after it was read
     */
    void keep(byte[] bytes, Duration life, long losses) {
      long nanos = Math.min(life.toNanos(), LIFE.toNanos());
      Copy copy = new Copy(key.name(), bytes, asked + nanos);
      tokens.computeIfPresent(
          hash,
          (same, now) -> {
            if (now != this) {
              return now;
            }
            if (losses == connection && nanos > 0 && !isOver) {
              copies.put(hash, copy);
            }
            return null;
          });
    }

    /** Gives the token back. */
    void release() {
      tokens.remove(hash, this);
    }
  }

  /** The next renewal, which must be sent after this. */
  NearMessage renewal() {
    renewals++;
    sent.addLast(new Sent(renewals, nanoTime.getAsLong()));
    return new NearMessage(name, run, renewals, number);
  }

  /**
   * Takes in what a renewal was answered.
   *
   * @return false if the session is over
   */
  boolean answered(Answer answer) {
    if (!answer.run().equals(run)) {
      return end();
    }
    if (answer.granted() == 0) {
      return deadline == null || end();
    }
    while (!sent.isEmpty() && sent.peekFirst().renewal() < answer.granted()) {
      sent.removeFirst();
    }
    if (sent.isEmpty() || sent.peekFirst().renewal() != answer.granted()) {
      return end();
    }
    deadline = sent.peekFirst().nanos() + NearTerms.USABLE.toNanos();
    return true;
  }

  /**
   * Removes what the entry says.
   *
   * @return false if the session is over: an entry is missing
   */
  boolean follow(Optional<NearDeletion> entry) {
    if (entry.isEmpty() || !entry.get().run().equals(run) || entry.get().number() != number + 1) {
      return end();
    }
    if (entry.get().isEverything()) {
      // In this order: see the class.
      tokens.clear();
      copies.invalidateAll();
    } else {
      for (Long hash : entry.get().keys()) {
        tokens.remove(hash);
        copies.invalidate(hash);
      }
    }
    number = entry.get().number();
    return true;
  }

  /** Where the entries go on that are to be followed. */
  String cursor() {
    return cursor;
  }

  /** To be called when all entries up to there were followed. */
  void moveTo(String next) {
    cursor = next;
  }

  /** Says that everything is removed that entries up to now have said. */
  NearMessage acknowledgement() {
    return new NearMessage(name, run, NearMessage.NONE, number);
  }

  /** Says that the session is over, which it must be. */
  NearMessage leaving() {
    return new NearMessage(name, run, NearMessage.LEAVING, number);
  }

  /** Whether values are read by another connection than when it began. */
  boolean isCutOff(long losses) {
    return losses != connection;
  }

  /** How long there has been no lease. */
  Duration idle() {
    Long until = deadline;
    return Duration.ofNanos(nanoTime.getAsLong() - (until == null ? begun : until));
  }

  /** From now on no copy is read or kept; false. */
  boolean end() {
    isOver = true;
    return false;
  }

  boolean isOver() {
    return isOver;
  }

  /** About how many copies there are. */
  long size() {
    return copies.estimatedSize();
  }

  private record Sent(long renewal, long nanos) {}

  /**
   * A value.
   *
   * @param end when it would be gone from Redis by itself
   */
  private record Copy(String key, byte[] bytes, long end) {

    boolean isOf(CacheKey asked) {
      return key.equals(asked.name());
    }

    int weight() {
      return ENTRY_BYTES + key.length() + bytes.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Copy copy
          && key.equals(copy.key)
          && end == copy.end
          && Arrays.equals(bytes, copy.bytes);
    }

    @Override
    public int hashCode() {
      return key.hashCode();
    }

    @Override
    public String toString() {
      return key;
    }
  }
}
