package dev.freshet.checker.history;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * A row's changes in their order, and from when on each must be seen. Before the first there is no
 * row; that state has the index {@link #BEFORE_ALL}.
 */
final class Timeline {

  static final int BEFORE_ALL = -1;

  private final Change[] changes;
  private final Transaction[] transactions;

  /** By index: when this change or a later one was applied. */
  private final long[] applied;

  /** By index plus one: when the last read began that found the row as it was then. */
  private final long[] lastRead;

  Timeline(List<Change> unordered, LongFunction<Transaction> transaction) {
    this.changes =
        unordered.stream().sorted(Comparator.comparingLong(Change::version)).toArray(Change[]::new);
    this.transactions = new Transaction[changes.length];
    this.applied = new long[changes.length];
    this.lastRead = new long[changes.length + 1];
    Arrays.fill(lastRead, Long.MIN_VALUE);
    long next = Transaction.NEVER;
    for (int i = changes.length - 1; i >= 0; i--) {
      transactions[i] = transaction.apply(changes[i].transaction());
      next = Math.min(next, transactions[i].applied());
      applied[i] = next;
    }
  }

  /** The change that a read that begins then must see, or a later one. */
  int floor(long begin) {
    int low = 0;
    int high = changes.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (applied[middle] < begin) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** The last state in which a read can have seen this; less than {@link #BEFORE_ALL} if none. */
  int lastShowing(Place place, long seen, long readEnd) {
    for (int i = changes.length - 1; i >= 0; i--) {
      if (place.shows(changes[i]) == seen && transactions[i].begin() <= readEnd) {
        return i;
      }
    }
    return seen == Place.NOTHING ? BEFORE_ALL : BEFORE_ALL - 1;
  }

  boolean isEverIn(Place place) {
    for (Change change : changes) {
      if (place.shows(change) != Place.NOTHING) {
        return true;
      }
    }
    return false;
  }

  void read(int index, long begin) {
    lastRead[index + 1] = Math.max(lastRead[index + 1], begin);
  }

  /**
   * For each change whose commit was acknowledged: the time from then until the beginning of the
   * last read that found the row as it was before; 0 if there was none.
   */
  LongStream staleness() {
    long[] older = new long[changes.length];
    long last = Long.MIN_VALUE;
    for (int i = 0; i < changes.length; i++) {
      last = Math.max(last, lastRead[i]);
      long committed = transactions[i].committed();
      older[i] = committed == Transaction.NEVER ? -1 : last <= committed ? 0 : last - committed;
    }
    return LongStream.of(older).filter(nanos -> nanos >= 0);
  }

  Change change(int index) {
    return changes[index];
  }

  long applied(int index) {
    return applied[index];
  }
}
