package dev.freshet.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.invalidation.Closure.Applied;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ClosureTest {

  private static final int MOST_HOPS = 3;
  private static final int SEEDS = 1000;

  @Test
  void confirmsNothingOfNothing() {
    assertThat(Closure.confirmable(List.of())).isZero();
  }

  @Test
  void confirmsAtOnceWhatHasNotLookedUp() {
    assertThat(Closure.confirmable(List.of(new Applied(0, 10, Looks.NONE)))).isEqualTo(1);
  }

  @Test
  void waitsUntilEverythingIsAppliedThatALookUpMayHaveSeen() {
    Applied asking = new Applied(0, 10, new Looks(25, 1, 0));

    assertThat(confirmable(asking)).isZero();
    assertThat(confirmable(asking, none(10, 24))).isZero();
    assertThat(confirmable(asking, none(10, 24), none(24, 25))).isEqualTo(3);
  }

  @Test
  void confirmsInTheOrderOfTheLog() {
    assertThat(confirmable(none(0, 10), new Applied(10, 20, new Looks(25, 1, 0)), none(20, 24)))
        .isEqualTo(1);
  }

  @Test
  void waitsForTheLookUpsOfAMoveThatALookUpMayHaveSeen() {
    Applied asking = new Applied(0, 10, new Looks(25, 2, 0));
    Applied move = new Applied(10, 30, new Looks(40, 1, 1));

    assertThat(confirmable(asking, move)).isZero();
    assertThat(confirmable(asking, move, none(30, 40))).isEqualTo(3);
  }

  @Test
  void doesNotWaitForTheLookUpsOfAMoveBehindIt() {
    Applied asking = new Applied(0, 10, new Looks(25, 2, 0));
    Applied move = new Applied(25, 30, new Looks(40, 1, 1));

    assertThat(confirmable(asking, none(10, 25), move)).isEqualTo(2);
  }

  @Test
  void doesNotWaitForTheLookUpsOfAMoveIfItHasLookedUpOnce() {
    Applied asking = new Applied(0, 10, new Looks(25, 1, 0));
    Applied move = new Applied(10, 30, new Looks(40, 1, 1));

    assertThat(confirmable(asking, move)).isEqualTo(1);
  }

  @Test
  void followsMovesForAsManyRoundsAsTheWayHasLookUps() {
    Applied asking = new Applied(0, 10, new Looks(25, 3, 0));
    Applied first = new Applied(10, 30, new Looks(40, 2, 2));
    Applied second = new Applied(30, 45, new Looks(60, 1, 1));
    Applied third = new Applied(45, 61, new Looks(80, 1, 1));

    assertThat(confirmable(asking, first, second)).isZero();
    assertThat(confirmable(asking, first, second, none(45, 60))).isEqualTo(4);
    assertThat(confirmable(asking, first, second, third)).isEqualTo(1);
  }

  @Test
  void neverConfirmsLessThanBeforeAndAllInTheEnd() {
    seeds().forEach(ClosureTest::neverConfirmsLessThanBeforeAndAllInTheEnd);
  }

  private static void neverConfirmsLessThanBeforeAndAllInTheEnd(long seed) {
    Random random = new Random(seed);
    List<Applied> batches = new ArrayList<>();
    long end = 0;
    long furthest = 0;
    int before = 0;
    for (int i = 0; i < 30; i++) {
      long begin = end;
      end += random.nextInt(10);
      Looks looks =
          random.nextInt(3) == 0
              ? Looks.NONE
              : new Looks(
                  end + random.nextInt(30), 1 + random.nextInt(MOST_HOPS), random.nextInt(3));
      furthest = Math.max(furthest, looks.lsn());
      batches.add(new Applied(begin, end, looks));
      int now = Closure.confirmable(batches);
      assertThat(now).as("seed %d", seed).isBetween(before, naive(batches));
      before = now;
    }
    batches.add(none(end, Math.max(end, furthest)));

    assertThat(Closure.confirmable(batches)).as("seed %d", seed).isEqualTo(batches.size());
  }

  /** Rows whose ways lead elsewhere all the time, and what is deleted when a batch is confirmed. */
  @Test
  void confirmsOnlyWhatIsDeleted() {
    seeds()
        .forEach(
            seed ->
                assertThat(new MovingRows(seed, Closure::confirmable).missed())
                    .as("seed %d", seed)
                    .isEmpty());
  }

  /** The same without waiting, or waiting for the look-ups of the batch alone, misses some. */
  @Test
  void movingRowsAreMissedWithoutIt() {
    assertThat(misses(List::size)).isPositive();
    assertThat(
            misses(
                batches ->
                    Closure.confirmable(
                        batches.stream()
                            .map(each -> new Applied(each.begin(), each.end(), shallow(each)))
                            .toList())))
        .isPositive();
  }

  private static LongStream seeds() {
    return LongStream.rangeClosed(1, SEEDS);
  }

  private static long misses(MovingRows.Confirming confirming) {
    return seeds().filter(seed -> !new MovingRows(seed, confirming).missed().isEmpty()).count();
  }

  private static Looks shallow(Applied batch) {
    return new Looks(batch.looks().lsn(), Math.min(1, batch.looks().depth()), 0);
  }

  /** Each batch by itself, by the words of the definition. */
  private static int naive(List<Applied> batches) {
    long applied = batches.get(batches.size() - 1).end();
    int count = 0;
    for (Applied batch : batches) {
      if (needed(batches, batch.looks().lsn(), batch.looks().depth()) > applied) {
        break;
      }
      count++;
    }
    return count;
  }

  private static long needed(List<Applied> batches, long seen, int depth) {
    long needed = seen;
    for (Applied move : batches) {
      if (depth > 1 && move.begin() < seen && move.looks().linkDepth() > 0) {
        needed = Math.max(needed, needed(batches, move.looks().lsn(), depth - 1));
      }
    }
    return needed;
  }

  private static int confirmable(Applied... batches) {
    return Closure.confirmable(List.of(batches));
  }

  private static Applied none(long begin, long end) {
    return new Applied(begin, end, Looks.NONE);
  }
}
