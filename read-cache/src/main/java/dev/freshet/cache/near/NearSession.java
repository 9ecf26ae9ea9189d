package dev.freshet.cache.near;

import com.github.benmanes.caffeine.cache.Cache;
import dev.freshet.cache.near.NearChannel.Answer;
import dev.freshet.cache.near.NearChannel.Start;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.near.NearDeletion;
import dev.freshet.keys.near.NearMessage;
import dev.freshet.keys.near.NearTerms;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a process may read from its memory from one beginning, at which it may read nothing, to the
 * next.
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
 * <p>The memory is one for all sessions, and copies name theirs. Who has no token may put something
 * into it as well, but nothing that may be read: it takes a copy away at most. A session that is
 * over keeps what it has for those who are reading; nobody else may read it any more. Thread-safe;
 * entries are taken in by one thread.
 */
final class NearSession {

  /**
   * The longest that a value is kept, so that Redis hears of those that are read often, and does
   * not evict them.
   */
  static final Duration LIFE = Duration.ofSeconds(30);

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
   * @param copies those of all sessions, by the hashes of their keys
   */
  NearSession(
      String name, Start start, long connection, Cache<Long, Copy> copies, LongSupplier nanoTime) {
    this.name = name;
    this.run = start.run();
    this.number = start.number();
    this.cursor = start.cursor();
    this.connection = connection;
    this.nanoTime = nanoTime;
    this.begun = nanoTime.getAsLong();
    this.copies = copies;
  }

  /** The copy that answers the question, if it may be read now. */
  @Nullable Copy get(CacheKey key, Object question) {
    long now = nanoTime.getAsLong();
    if (!isGranted(now)) {
      return null;
    }
    Copy copy = copies.getIfPresent(NearDeletion.hash(key));
    return copy != null && copy.isReadableIn(this, now) && copy.answers(key, question)
        ? copy
        : null;
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
    Token token = new Token(NearDeletion.hash(key), nanoTime.getAsLong());
    return tokens.putIfAbsent(token.hash, token) == null ? token : null;
  }

  /** The right to keep what Redis answers. Equal to itself only. */
  final class Token {

    private final long hash;
    private final long asked;

    private Token(long hash, long asked) {
      this.hash = hash;
      this.asked = asked;
    }

    /**
     * Makes the value one that may be read, if the key was not deleted since, and gives the token
     * back.
     *
     * @param life that was left to some value of the key after the token was given and before this
     *     one was read
     * @param losses see {@link NearChannel#losses()}, from after it was read
     */
    void keep(Copy value, Duration life, long losses) {
      long nanos = Math.min(life.toNanos(), LIFE.toNanos());
      Copy copy = value.readableIn(NearSession.this, asked + nanos);
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

  private record Sent(long renewal, long nanos) {}
}
