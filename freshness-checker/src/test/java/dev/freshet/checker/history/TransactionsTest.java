package dev.freshet.checker.history;

import static dev.freshet.checker.history.Transaction.NEVER;
import static dev.freshet.checker.history.Transaction.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TransactionsTest {

  private static final Row PRODUCT = Row.product(1);

  @Test
  void knowsATransactionByTheTokenThatItNoted() {
    Write write = new Write(10, 20, "t", false, null);
    assertThat(Transactions.of(List.of(), Map.of("t", 5L), List.of(write), Map.of("t", 30L)))
        .containsExactly(new Transaction(5, 10, 20, 30));
  }

  @Test
  void knowsATransactionByTheVersionThatItMade() {
    Change change = new Change(PRODUCT, 3, false, 5, null);
    Write write = new Write(10, 20, "t", true, new Write.Made(PRODUCT, 3));
    assertThat(Transactions.of(List.of(change), Map.of(), List.of(write), Map.of()))
        .containsExactly(new Transaction(5, 10, 20, 20));
  }

  @Test
  void knowsATransactionByTheOnlyDeletionThatItCanHaveMade() {
    Write write = new Write(10, 20, "t", true, new Write.Made(PRODUCT, Page.NOTHING));
    Change deletion = new Change(PRODUCT, 3, true, 5, null);
    Change bySql = new Change(PRODUCT, 6, true, 7, null);
    Change another = new Change(PRODUCT, 8, true, 9, null);
    assertThat(idOf(write, List.of(deletion, bySql))).isEqualTo(5);
    assertThat(idOf(write, List.of(deletion, bySql, another))).isEqualTo(UNKNOWN);
  }

  @Test
  void takesWhatIsAppliedOfWhatBeganAfterTheCommit() {
    List<Write> writes =
        List.of(
            new Write(10, 20, "lost", false, null),
            new Write(20, 25, "concurrent", false, null),
            new Write(21, 30, "later", false, null),
            new Write(40, NEVER, "in doubt", false, null));
    assertThat(
            Transactions.of(
                List.of(), Map.of(), writes, Map.of("concurrent", 35L, "in doubt", 60L)))
        .extracting(Transaction::applied)
        .containsExactly(60L, 35L, 60L, 60L);
  }

  @Test
  void knowsNothingOfAFenceThatNobodySaw() {
    Write write = new Write(10, 20, "t", false, null);
    assertThat(Transactions.of(List.of(), Map.of(), List.of(write), Map.of()))
        .containsExactly(new Transaction(UNKNOWN, 10, 20, NEVER));
  }

  private static long idOf(Write write, List<Change> changes) {
    return Transactions.of(changes, Map.of("noted", 7L), List.of(write), Map.of()).get(0).id();
  }
}
