package dev.freshet.invalidation.visibility;

import dev.freshet.rules.Lookup;
import dev.freshet.time.Pauses;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Waits until committed transactions are visible to every new snapshot of the primary.
 *
 * <p>A commit can be decoded before it is visible: its record is flushed first, the transaction
 * leaves the list of running ones afterwards, and with synchronous replication only when the
 * standby has answered. A key deleted in between could be filled again with the old row.
 */
public final class CommitVisibility {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

  /** Most transactions are over by then. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Transactions transactions;

  /** Visibility in the database of these transactions. */
  public CommitVisibility(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Never waits: for commits of long ago, or changes that may be of no database. So that each
   * change is applied for itself, none counts as one that was visible before.
   *
   * @param database that look-ups ask, whose moments do not matter
   */
  public static CommitVisibility assumed(Lookups database) {
    VisiblePoint everyTransactionIsOver = VisiblePoint.ofAll(Long.MIN_VALUE);
    return new CommitVisibility(
        new Transactions() {
          @Override
          public VisiblePoint now() {
            return everyTransactionIsOver;
          }

          @Override
          public Looked lookUp(Collection<Lookup> lookups, int maxFanout) throws LookupException {
            Looked looked = database.lookUp(lookups, maxFanout);
            return new Looked(everyTransactionIsOver, looked.found(), looked.tooMany());
          }

          @Override
          public Map<Long, String> writers() {
            return Map.of();
          }

          @Override
          public Map<Long, String> describe(Collection<Long> xids) {
            return Map.of();
          }
        });
  }

  /**
   * The present moment.
   *
   * @throws RuntimeException if PostgreSQL cannot be asked, as the adapter that asks it throws it
   */
  public VisiblePoint now() {
    return transactions.now();
  }

  /**
   * Waits for these commits.
   *
   * @param xids the 32 low bits of their transaction ids
   * @return a moment in which they were all visible
   * @throws NotVisibleException if they are not yet, after a while; to be called again
   * @throws RuntimeException if PostgreSQL cannot be asked, as the adapter that asks it throws it
   */
  public VisiblePoint await(Collection<Long> xids) throws InterruptedException {
    try {
      return await(xids, transactions::now, point -> point);
    } catch (LookupException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Waits for these commits, and looks up when they are all visible.
   *
   * @param maxFanout how many keys one look-up may lead to
   * @throws LookupException if the database does not answer the look-ups, or not in time
   * @throws NotVisibleException as above
   */
  public Looked await(Collection<Long> xids, Collection<Lookup> lookups, int maxFanout)
      throws LookupException, InterruptedException {
    return await(xids, () -> transactions.lookUp(lookups, maxFanout), Looked::point);
  }

  private <T> T await(
      Collection<Long> xids, Question<T> question, Function<? super T, VisiblePoint> moment)
      throws LookupException, InterruptedException {
    Pauses pauses = new Pauses(FIRST_PAUSE, LONGEST_PAUSE);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    T answer = question.ask();
    Set<Long> left = unseen(xids, moment.apply(answer));
    while (!left.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new NotVisibleException(
            "committed, but not visible yet, perhaps for a synchronous standby that does not answer: "
                + described(left));
      }
      pauses.pause();
      answer = question.ask();
      left = unseen(left, moment.apply(answer));
    }
    return answer;
  }

  private static Set<Long> unseen(Collection<Long> xids, VisiblePoint point) {
    return xids.stream()
        .filter(xid -> !point.snapshot().sees(xid))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private String described(Set<Long> xids) {
    Map<Long, String> known = transactions.describe(xids);
    return xids.stream()
        .map(xid -> known.getOrDefault(xid, "transaction " + xid))
        .collect(Collectors.joining(", "));
  }

  /**
   * Waits a little until every transaction is over that has written to the tables by now: whatever
   * has been committed to them by now, but for those that are left, is visible. No other
   * transactions matter, however long they take.
   *
   * @return those that are not over, in words, by the 32 low bits of their ids
   * @throws RuntimeException if PostgreSQL cannot be asked, as the adapter that asks it throws it
   */
  public Map<Long, String> awaitWriters() throws InterruptedException {
    Map<Long, String> running = new HashMap<>(transactions.writers());
    Pauses pauses = new Pauses(FIRST_PAUSE, LONGEST_PAUSE);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!running.isEmpty()) {
      running.keySet().removeIf(transactions.now().snapshot()::sees);
      if (running.isEmpty() || System.nanoTime() > deadline) {
        break;
      }
      pauses.pause();
    }
    return running;
  }

  /** Something to ask the database, with the moment of the answer. */
  @FunctionalInterface
  private interface Question<T> {
    T ask() throws LookupException;
  }
}
