package dev.freshet.checker.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Puts together what is known of each transaction. */
public final class Transactions {

  private Transactions() {}

  /**
   * The transactions of a run.
   *
   * @param ids of the transactions that were committed, by the token of the fence at their end
   * @param passed when each fence was first seen to be passed
   */
  public static List<Transaction> of(
      Map<String, Long> ids, List<Write> writes, Map<String, Long> passed) {
    List<Transaction> found = new ArrayList<>();
    for (Write write : writes) {
      long applied =
          Math.min(
              write.applied() ? write.end() : Transaction.NEVER,
              passed.getOrDefault(write.token(), Transaction.NEVER));
      long id = ids.getOrDefault(write.token(), Transaction.UNKNOWN);
      found.add(new Transaction(id, write.begin(), write.end(), applied));
    }
    return withThoseAfter(found);
  }

  /**
   * What was committed before another transaction began is applied when the other one is: so a
   * fence that was lost with Redis is made up for by the next.
   */
  private static List<Transaction> withThoseAfter(List<Transaction> transactions) {
    List<Transaction> byBegin = new ArrayList<>(transactions);
    byBegin.sort(Comparator.comparingLong(Transaction::begin));
    int count = byBegin.size();
    long[] begins = byBegin.stream().mapToLong(Transaction::begin).toArray();
    long[] appliedFrom = new long[count + 1];
    appliedFrom[count] = Transaction.NEVER;
    for (int i = count - 1; i >= 0; i--) {
      appliedFrom[i] = Math.min(appliedFrom[i + 1], byBegin.get(i).applied());
    }
    return transactions.stream()
        .map(
            one ->
                new Transaction(
                    one.id(),
                    one.begin(),
                    one.committed(),
                    Math.min(one.applied(), appliedFrom[firstAfter(begins, one.committed())])))
        .toList();
  }

  /** The index of the first time that is later. */
  private static int firstAfter(long[] times, long time) {
    int found = Arrays.binarySearch(times, time);
    int index = found < 0 ? -found - 1 : found;
    while (index < times.length && times[index] <= time) {
      index++;
    }
    return index;
  }
}
