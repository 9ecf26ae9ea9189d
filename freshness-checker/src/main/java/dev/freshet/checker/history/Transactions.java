package dev.freshet.checker.history;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts together what is known of each transaction. */
public final class Transactions {

  private final Map<String, Long> tokens;
  private final Map<Row, Map<Long, Long>> byVersion = new HashMap<>();
  private final Map<Row, List<Long>> deletionsWithoutToken;

  private Transactions(List<Change> changes, Map<String, Long> tokens) {
    this.tokens = tokens;
    Set<Long> noted = Set.copyOf(tokens.values());
    for (Change change : changes) {
      byVersion
          .computeIfAbsent(change.row(), row -> new HashMap<>())
          .put(change.version(), change.transaction());
    }
    this.deletionsWithoutToken =
        changes.stream()
            .filter(change -> change.deleted() && !noted.contains(change.transaction()))
            .collect(groupingBy(Change::row, mapping(Change::transaction, toList())));
  }

  /**
   * The transactions of a run.
   *
   * @param tokens which transaction has noted which token as its own
   * @param passed when each fence was first seen to be passed
   */
  public static List<Transaction> of(
      List<Change> changes,
      Map<String, Long> tokens,
      List<Write> writes,
      Map<String, Long> passed) {
    Transactions all = new Transactions(changes, tokens);
    List<Transaction> found = new ArrayList<>();
    for (Write write : writes) {
      long applied = write.applied() ? write.end() : Transaction.NEVER;
      String token = write.token();
      if (token != null) {
        applied = Math.min(applied, passed.getOrDefault(token, Transaction.NEVER));
      }
      found.add(new Transaction(all.idOf(write), write.begin(), write.end(), applied));
    }
    return withThoseAfter(found);
  }

  private long idOf(Write write) {
    Long noted = write.token() == null ? null : tokens.get(write.token());
    if (noted != null) {
      return noted;
    }
    Write.Made made = write.made();
    if (made == null) {
      return Transaction.UNKNOWN;
    }
    if (made.version() != Page.NOTHING) {
      return byVersion
          .getOrDefault(made.row(), Map.of())
          .getOrDefault(made.version(), Transaction.UNKNOWN);
    }
    List<Long> deletions = deletionsWithoutToken.getOrDefault(made.row(), List.of());
    return deletions.size() == 1 ? deletions.get(0) : Transaction.UNKNOWN;
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
