package dev.freshet.checker.history;

import static dev.freshet.checker.history.Transaction.NEVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

class DecisionTest {

  private static final Row PRODUCT = new Row("product", 1);
  private static final Row OTHER = new Row("product", 2);
  private static final Row IMAGE = new Row("image", 1, 1);
  private static final Row CATEGORY = new Row("category", 7);
  private static final Place PRODUCT_PAGE =
      new TestPlace(
          true,
          change -> change.row().id() == 1 && !change.deleted() ? change.version() : Place.NOTHING);
  private static final Place CATEGORY_PAGE =
      new TestPlace(
          true,
          change ->
              change.row().equals(CATEGORY) && !change.deleted()
                  ? change.version()
                  : shown(change, state -> state.category() == 7));
  private static final Place RED =
      new TestPlace(true, change -> shown(change, state -> state.name().equalsIgnoreCase("red")));
  private static final Place FIRST_THREE =
      new TestPlace(false, change -> shown(change, state -> state.category() == 7));

  /** What categories show of a product. */
  private record Summary(long version, long category, String name) {}

  private static long shown(Change change, Predicate<Summary> where) {
    return change.state() instanceof Summary summary && where.test(summary)
        ? summary.version()
        : Place.NOTHING;
  }

  private record TestPlace(boolean isWhole, ToLongFunction<Change> rows) implements Place {
    @Override
    public long shows(Change change) {
      return rows.applyAsLong(change);
    }
  }

  /** That the answers are of. */
  private static final Page PAGE =
      new Page() {
        @Override
        public String path() {
          return "/";
        }

        @Override
        public Map<Place, Map<Row, Long>> seen(Optional<String> body) {
          throw new UnsupportedOperationException();
        }
      };

  private final List<Change> changes = new ArrayList<>();
  private final List<Transaction> transactions = new ArrayList<>();
  private final List<Read> reads = new ArrayList<>();
  private final List<Rollback> rollbacks = new ArrayList<>();

  @Test
  void findsAReadThatBeganAfterANewerVersionWasApplied() {
    exists(PRODUCT, 1, transaction(0, 10, 20));
    exists(PRODUCT, 2, transaction(30, 40, 50));
    read(PRODUCT_PAGE, 51, 60, Map.of(PRODUCT, 1L));
    assertThat(violations()).singleElement().satisfies(one -> requires(one, PRODUCT, 2));
  }

  @Test
  void leavesAReadAloneThatBeganBefore() {
    exists(PRODUCT, 1, transaction(0, 10, 20));
    exists(PRODUCT, 2, transaction(30, 40, 50));
    read(PRODUCT_PAGE, 50, 100, Map.of(PRODUCT, 1L));
    assertThat(violations()).isEmpty();
  }

  @Test
  void takesNewerVersionsThanWereApplied() {
    exists(PRODUCT, 1, transaction(0, 10, 20));
    exists(PRODUCT, 2, transaction(30, 40, NEVER));
    read(PRODUCT_PAGE, 25, 35, Map.of(PRODUCT, 2L));
    assertThat(violations()).isEmpty();
  }

  @Test
  void findsWhatWasNeverCommitted() {
    exists(PRODUCT, 1, transaction(0, 10, 20));
    read(PRODUCT_PAGE, 5, 15, Map.of(PRODUCT, 9L));
    read(PRODUCT_PAGE, 5, 15, Map.of(PRODUCT, 1L, IMAGE, 4L));
    assertThat(violations()).extracting(Violation::seen).containsExactly(9L, 4L);
  }

  @Test
  void findsWhatWasCommittedOnlyAfterTheReadWasAnswered() {
    exists(PRODUCT, 1, transaction(50, 60, 70));
    read(PRODUCT_PAGE, 10, 20, Map.of(PRODUCT, 1L));
    assertThat(violations()).hasSize(1);
  }

  @Test
  void asksNothingOfACommitWhoseFenceWasLost() {
    exists(PRODUCT, 1, transaction(0, 10, 20));
    exists(PRODUCT, 2, transaction(30, 40, NEVER));
    read(PRODUCT_PAGE, 1_000, 1_010, Map.of(PRODUCT, 1L));
    assertThat(violations()).isEmpty();
  }

  @Test
  void countsALaterVersionsFenceForTheEarlierOnesOfTheRow() {
    exists(PRODUCT, 1, transaction(0, 10, NEVER));
    exists(PRODUCT, 2, transaction(30, NEVER, NEVER));
    exists(PRODUCT, 3, transaction(40, 50, 60));
    read(PRODUCT_PAGE, 61, 70, Map.of(PRODUCT, 2L));
    assertThat(violations()).singleElement().satisfies(one -> requires(one, PRODUCT, 3));
  }

  @Test
  void findsAProductThatIsReadAfterItsDeletionWasApplied() {
    exists(PRODUCT, 1, transaction(0, 10, 20));
    gone(PRODUCT, 2, transaction(30, 40, 50));
    read(PRODUCT_PAGE, 45, 55, Map.of(PRODUCT, 1L));
    read(PRODUCT_PAGE, 55, 65, Map.of(PRODUCT, 1L));
    read(PRODUCT_PAGE, 55, 65, Map.of());
    assertThat(violations()).singleElement().satisfies(one -> requires(one, PRODUCT, 2));
  }

  @Test
  void findsAProductThatIsMissingAfterItsCreationWasApplied() {
    exists(PRODUCT, 1, transaction(0, 10, 20));
    read(PRODUCT_PAGE, 15, 30, Map.of());
    read(PRODUCT_PAGE, 21, 30, Map.of());
    assertThat(violations()).singleElement().satisfies(one -> requires(one, PRODUCT, 1));
  }

  @Test
  void takesAbsenceThatALaterDeletionExplains() {
    exists(PRODUCT, 1, transaction(0, 10, 20));
    gone(PRODUCT, 2, transaction(30, NEVER, NEVER));
    exists(PRODUCT, 3, transaction(40, NEVER, NEVER));
    read(PRODUCT_PAGE, 35, 50, Map.of());
    read(PRODUCT_PAGE, 21, 25, Map.of());
    assertThat(violations()).singleElement().satisfies(one -> requires(one, PRODUCT, 1));
  }

  @Test
  void findsAnImageThatIsStale() {
    long made = transaction(0, 10, 20);
    exists(PRODUCT, 1, made);
    exists(IMAGE, 2, made);
    exists(IMAGE, 3, transaction(30, 40, 50));
    read(PRODUCT_PAGE, 51, 60, Map.of(PRODUCT, 1L, IMAGE, 2L));
    assertThat(violations()).singleElement().satisfies(one -> requires(one, IMAGE, 3));
  }

  @Test
  void holdsACategoryPageToEachOfItsRows() {
    long made = transaction(0, 10, 20);
    exists(CATEGORY, 1, made);
    summary(PRODUCT, 2, 2, 7, "red", made);
    summary(OTHER, 3, 3, 7, "blue", made);
    read(CATEGORY_PAGE, 21, 30, Map.of(CATEGORY, 1L, PRODUCT, 2L, OTHER, 3L));
    assertThat(violations()).isEmpty();
    summary(OTHER, 4, 4, 8, "blue", transaction(40, 50, 60));
    read(CATEGORY_PAGE, 61, 70, Map.of(CATEGORY, 1L, PRODUCT, 2L, OTHER, 3L));
    read(CATEGORY_PAGE, 61, 70, Map.of(CATEGORY, 1L, PRODUCT, 2L));
    read(CATEGORY_PAGE, 61, 70, Map.of(CATEGORY, 1L));
    assertThat(violations())
        .extracting(Violation::row, Violation::required)
        .containsExactlyInAnyOrder(tuple(OTHER, 4L), tuple(PRODUCT, 2L));
  }

  @Test
  void holdsEachPlaceOfAnAnswerToItsOwnRows() {
    exists(PRODUCT, 1, transaction(0, 10, 20));
    summary(OTHER, 2, 2, 7, "red", transaction(0, 10, 20));
    reads.add(
        new Read(
            PAGE,
            0,
            21,
            30,
            "",
            Map.of(
                PRODUCT_PAGE,
                Map.of(PRODUCT, 1L),
                RED,
                Map.of(),
                CATEGORY_PAGE,
                Map.of(OTHER, 2L))));
    assertThat(violations()).singleElement().satisfies(one -> requires(one, OTHER, 2));
  }

  @Test
  void letsAChangeThatPagesDoNotShowLeaveThemAsTheyAre() {
    summary(PRODUCT, 1, 1, 7, "red", transaction(0, 10, 20));
    summary(PRODUCT, 2, 1, 7, "red", transaction(30, 40, 50));
    read(RED, 60, 70, Map.of(PRODUCT, 1L));
    assertThat(violations()).isEmpty();
  }

  @Test
  void expectsAProductOnAListingOnlyWhileItMatches() {
    summary(PRODUCT, 1, 1, 7, "Red", transaction(0, 10, 20));
    summary(PRODUCT, 2, 2, 7, "blue", transaction(30, 40, 50));
    read(RED, 25, 35, Map.of(PRODUCT, 1L));
    read(RED, 51, 60, Map.of());
    assertThat(violations()).isEmpty();
    read(RED, 51, 60, Map.of(PRODUCT, 1L));
    read(RED, 21, 25, Map.of());
    assertThat(violations()).hasSize(2);
  }

  @Test
  void asksOfAPartOfAListingOnlyThatWhatItShowsIsFresh() {
    summary(PRODUCT, 1, 1, 7, "red", transaction(0, 10, 20));
    summary(OTHER, 2, 2, 7, "red", transaction(0, 10, 20));
    summary(OTHER, 3, 3, 7, "red", transaction(30, 40, 50));
    read(FIRST_THREE, 60, 70, Map.of(PRODUCT, 1L));
    assertThat(violations()).isEmpty();
    read(FIRST_THREE, 60, 70, Map.of(OTHER, 2L));
    assertThat(violations()).singleElement().satisfies(one -> requires(one, OTHER, 3));
  }

  @Test
  void excusesReadsBetweenRedissReturnToOldDataAndTheNextFence() {
    exists(PRODUCT, 1, transaction(0, 10, 20));
    exists(PRODUCT, 2, transaction(30, 40, 50));
    rollbacks.add(new Rollback(100, 110));
    // Began before Redis was back, so its fence tells nothing of what came after.
    transaction(105, 112, 115);
    transaction(120, 125, 130);
    read(PRODUCT_PAGE, 90, 99, Map.of(PRODUCT, 1L));
    read(PRODUCT_PAGE, 90, 100, Map.of(PRODUCT, 1L));
    read(PRODUCT_PAGE, 130, 140, Map.of(PRODUCT, 1L));
    read(PRODUCT_PAGE, 131, 140, Map.of(PRODUCT, 1L));
    Verdict verdict = decide();
    assertThat(verdict.violations())
        .extracting(one -> one.read().begin())
        .containsExactly(90L, 131L);
    assertThat(verdict.rolledBack())
        .extracting(one -> one.read().begin())
        .containsExactly(90L, 130L);
  }

  @Test
  void measuresFromTheCommitToTheLastReadThatMissedIt() {
    long ms = 1_000_000;
    exists(PRODUCT, 1, transaction(0, 10 * ms, 20 * ms));
    exists(PRODUCT, 2, transaction(30 * ms, 40 * ms, 90 * ms));
    exists(PRODUCT, 3, transaction(50 * ms, 60 * ms, NEVER));
    read(PRODUCT_PAGE, 45 * ms, 46 * ms, Map.of(PRODUCT, 1L));
    read(PRODUCT_PAGE, 65 * ms, 66 * ms, Map.of(PRODUCT, 1L));
    read(PRODUCT_PAGE, 70 * ms, 71 * ms, Map.of(PRODUCT, 2L));
    ObservedStaleness staleness = decide().staleness();
    assertThat(staleness.changes()).isEqualTo(3);
    assertThat(staleness.missed()).isEqualTo(2);
    assertThat(staleness.percentile(50)).isEqualTo(10);
    assertThat(staleness.percentile(100)).isEqualTo(25);
  }

  private long transaction(long begin, long committed, long applied) {
    long id = transactions.size() + 1L;
    transactions.add(new Transaction(id, begin, committed, applied));
    return id;
  }

  private void exists(Row row, long version, long transaction) {
    changes.add(new Change(row, version, transaction, "there"));
  }

  private void gone(Row row, long version, long transaction) {
    changes.add(new Change(row, version, transaction, null));
  }

  private void summary(
      Row row, long version, long shown, long category, String name, long transaction) {
    changes.add(new Change(row, version, transaction, new Summary(shown, category, name)));
  }

  private void read(Place place, long begin, long end, Map<Row, Long> seen) {
    reads.add(new Read(PAGE, 0, begin, end, "freshet; hit", Map.of(place, seen)));
  }

  private Verdict decide() {
    return Decision.of(new History(changes, transactions, reads, rollbacks));
  }

  private List<Violation> violations() {
    return decide().violations();
  }

  private static void requires(Violation violation, Row row, long version) {
    assertThat(violation.row()).isEqualTo(row);
    assertThat(violation.required()).isEqualTo(version);
  }
}
