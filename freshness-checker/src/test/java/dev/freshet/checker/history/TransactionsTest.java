package dev.freshet.checker.history;

import static dev.freshet.checker.history.Transaction.NEVER;
import static dev.freshet.checker.history.Transaction.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TransactionsTest {

  @Test
  void knowsATransactionByItsToken() {
    Write write = new Write(10, 20, "t", false);
    assertThat(Transactions.of(Map.of("t", 5L), List.of(write), Map.of("t", 30L)))
        .containsExactly(new Transaction(5, 10, 20, 30));
  }

  @Test
  void takesTheAnswerForWhatItSays() {
    Write write = new Write(10, 20, "t", true);
    assertThat(Transactions.of(Map.of("t", 5L), List.of(write), Map.of()))
        .containsExactly(new Transaction(5, 10, 20, 20));
  }

  @Test
  void takesWhatIsAppliedOfWhatBeganAfterTheCommit() {
    List<Write> writes =
        List.of(
            new Write(10, 20, "lost", false),
            new Write(20, 25, "concurrent", false),
            new Write(21, 30, "later", false),
            new Write(40, NEVER, "in doubt", false));
    assertThat(Transactions.of(Map.of(), writes, Map.of("concurrent", 35L, "in doubt", 60L)))
        .extracting(Transaction::applied)
        .containsExactly(60L, 35L, 60L, 60L);
  }

  @Test
  void knowsNothingOfAFenceThatNobodySaw() {
    Write write = new Write(10, 20, "t", false);
    assertThat(Transactions.of(Map.of(), List.of(write), Map.of()))
        .containsExactly(new Transaction(UNKNOWN, 10, 20, NEVER));
  }
}
