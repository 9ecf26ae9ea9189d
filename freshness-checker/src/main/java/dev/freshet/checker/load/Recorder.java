package dev.freshet.checker.load;

import dev.freshet.checker.history.History;
import dev.freshet.checker.history.Read;
import dev.freshet.checker.history.Rollback;
import dev.freshet.checker.history.Transactions;
import dev.freshet.checker.history.Write;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** Takes down what clients and the nemesis do. Thread-safe. */
public final class Recorder {

  private final Queue<Read> reads = new ConcurrentLinkedQueue<>();
  private final Queue<Write> writes = new ConcurrentLinkedQueue<>();
  private final Queue<Rollback> rollbacks = new ConcurrentLinkedQueue<>();
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  void read(Read read) {
    reads.add(read);
    count(kind(read));
  }

  private static String kind(Read read) {
    if (read.cacheStatus().isEmpty()) {
      return "read";
    }
    if (read.isFromMemory()) {
      return "read, hit in memory";
    }
    return read.isHit() ? "read, hit in Redis" : "read, other";
  }

  void write(Write write) {
    writes.add(write);
  }

  public void rolledBack(Rollback rollback) {
    rollbacks.add(rollback);
  }

  /** Counts something by its name. */
  public void count(String what) {
    counts.computeIfAbsent(what, name -> new LongAdder()).increment();
  }

  /**
   * All of it, with what the database noted.
   *
   * @param passed the tokens that were seen to be passed, and when
   */
  public History history(Journal journal, Map<String, Long> passed) {
    return new History(
        journal.changes(),
        Transactions.of(journal.transactions(), List.copyOf(writes), passed),
        List.copyOf(reads),
        List.copyOf(rollbacks));
  }

  /** By name. */
  public Map<String, Long> counts() {
    Map<String, Long> sums = new TreeMap<>();
    counts.forEach((what, count) -> sums.put(what, count.sum()));
    return sums;
  }
}
