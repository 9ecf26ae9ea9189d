package dev.freshet.checker.history;

import java.util.List;

/** All that is known of a run. */
public record History(
    List<Change> changes,
    List<Transaction> transactions,
    List<Read> reads,
    List<Rollback> rollbacks) {

  public History {
    changes = List.copyOf(changes);
    transactions = List.copyOf(transactions);
    reads = List.copyOf(reads);
    rollbacks = List.copyOf(rollbacks);
  }
}
