package dev.freshet.invalidation.near;

import dev.freshet.keys.near.NearMessage;
import dev.freshet.keys.near.NearTerms;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Which processes have leases of this run, and what they have acknowledged.
 *
 * <p>Whether a process is waited for and whether its lease is extended is decided under one lock: a
 * session that was found expired is gone for good, since nobody waits for it any more and it may
 * have copies. Its later renewals are of an unknown session, as only a first renewal makes one. A
 * session that is new need not acknowledge what was published before it: it asks Redis for values
 * only after it has seen its grant, and so after their deletion.
 *
 * <p>A lease is granted from after the renewal was read, so that it ends later here than there,
 * however late the grant gets there. A session that has not acknowledged what had been published
 * when its last renewal was granted gets no other: it is expelled within a {@link NearTerms#TERM},
 * and never holds up a fence for longer. Thread-safe.
 */
final class Sessions {

  /** Nobody is waited for longer. */
  private static final Duration LONGEST_WAIT = NearTerms.TERM.multipliedBy(2);

  private final LongSupplier nanoTime;
  private final int most;
  private final Consumer<Duration> acknowledgements;

  /** When entries were published that somebody may acknowledge yet. */
  private final NavigableMap<Long, Long> times = new TreeMap<>();

  private final Map<String, Session> sessions = new HashMap<>();
  private final Set<String> gone = new HashSet<>();
  private String run = "";
  private long opens;
  private long published;
  private long expelled;

  /**
   * @param most how many sessions there can be; further ones get no lease
   * @param acknowledgements is told how long each took, from before its entry was published
   */
  Sessions(LongSupplier nanoTime, int most, Consumer<Duration> acknowledgements) {
    this.nanoTime = nanoTime;
    this.most = most;
    this.acknowledgements = acknowledgements;
    this.opens = nanoTime.getAsLong();
  }

  /**
   * Forgets all of another run.
   *
   * @param mayHaveLeases whether some of another run may still hold
   */
  synchronized void begin(String next, boolean mayHaveLeases) {
    run = next;
    sessions.clear();
    gone.clear();
    times.clear();
    published = 0;
    opens = nanoTime.getAsLong() + (mayHaveLeases ? NearTerms.TERM.toNanos() : 0);
    notifyAll();
  }

  synchronized String run() {
    return run;
  }

  /** Whether there may be copies. */
  synchronized boolean isEmpty() {
    expel(Long.MAX_VALUE);
    return sessions.isEmpty();
  }

  synchronized int size() {
    return sessions.size();
  }

  /** How many were expelled without having left. */
  synchronized long expelled() {
    return expelled;
  }

  /** The number of the next entry. No other will have it. */
  synchronized long nextNumber() {
    long now = nanoTime.getAsLong();
    while (!times.isEmpty() && now - times.firstEntry().getValue() > LONGEST_WAIT.toNanos()) {
      times.pollFirstEntry();
    }
    published++;
    times.put(published, now);
    return published;
  }

  /** The number of the last entry. */
  synchronized long published() {
    return published;
  }

  /**
   * Takes note of a message, after it was read.
   *
   * @return whether its renewal is granted
   */
  synchronized boolean hear(NearMessage message) {
    if (!message.run().equals(run)) {
      return false;
    }
    long now = nanoTime.getAsLong();
    String name = message.session();
    Session known = sessions.get(name);
    if (known != null && known.isExpired(now)) {
      remove(name);
      expelled++;
      return false;
    }
    if (message.renewal() == NearMessage.LEAVING) {
      if (known != null) {
        remove(name);
      }
      return false;
    }
    if (known == null) {
      if (message.renewal() != 1 || sessions.size() >= most) {
        return false;
      }
      known = new Session(published);
      sessions.put(name, known);
    }
    if (message.acknowledged() > known.acknowledged) {
      Map.Entry<Long, Long> oldest = times.higherEntry(known.acknowledged);
      if (oldest != null) {
        acknowledgements.accept(Duration.ofNanos(now - oldest.getValue()));
      }
      known.acknowledged = message.acknowledged();
      notifyAll();
    }
    if (message.renewal() == NearMessage.NONE || known.acknowledged < known.expected) {
      return false;
    }
    known.expires = now + NearTerms.TERM.toNanos();
    known.expected = published;
    return true;
  }

  private void remove(String session) {
    sessions.remove(session);
    gone.add(session);
    notifyAll();
  }

  /** Sessions that are over since the last call. */
  synchronized Set<String> takeGone() {
    Set<String> taken = Set.copyOf(gone);
    gone.clear();
    return taken;
  }

  /** Whether leases of another run are over by now. */
  synchronized boolean isOpen() {
    return nanoTime.getAsLong() - opens >= 0;
  }

  /** See {@link NearCopies#isSettled}. */
  synchronized boolean isSettled(long entry) {
    return isOpen() && expel(entry) == 0;
  }

  /** Removes those that have not acknowledged the entry and have expired; counts the others. */
  private int expel(long entry) {
    long now = nanoTime.getAsLong();
    int silent = 0;
    for (Iterator<Map.Entry<String, Session>> all = sessions.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<String, Session> each = all.next();
      if (each.getValue().acknowledged < entry) {
        if (each.getValue().isExpired(now)) {
          all.remove();
          gone.add(each.getKey());
          expelled++;
        } else {
          silent++;
        }
      }
    }
    return silent;
  }

  /** See {@link NearCopies#awaitSettled}. */
  synchronized boolean awaitSettled(long entry, Duration limit) throws InterruptedException {
    long deadline = nanoTime.getAsLong() + limit.toNanos();
    while (!isSettled(entry)) {
      long now = nanoTime.getAsLong();
      long rest = Math.min(deadline - now, next(now) - now);
      if (deadline - now <= 0) {
        return false;
      }
      wait(Math.max(1, Duration.ofNanos(rest).toMillis()));
    }
    return true;
  }

  /** When something may change by itself. */
  private long next(long now) {
    if (opens - now > 0) {
      return opens;
    }
    return sessions.values().stream().mapToLong(session -> session.expires - now).min().orElse(0)
        + now;
  }

  private static final class Session {

    private long acknowledged;

    /** What must be acknowledged for another lease. */
    private long expected;

    private long expires;

    Session(long published) {
      this.acknowledged = published;
      this.expected = published;
    }

    boolean isExpired(long now) {
      return now - expires >= 0;
    }
  }
}
