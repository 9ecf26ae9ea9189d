package dev.freshet.invalidation.visibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionSnapshotTest {

  private static final long EPOCH = 1L << 32;

  @Test
  void isReadFromPostgresText() {
    assertThat(TransactionSnapshot.of("10:20:10,14,15"))
        .isEqualTo(new TransactionSnapshot(10, 20, Set.of(10L, 14L, 15L)));
    assertThat(TransactionSnapshot.of("748:748:"))
        .isEqualTo(new TransactionSnapshot(748, 748, Set.of()));
    assertThat(TransactionSnapshot.of("42949672960:42949672961:42949672960").xmin())
        .isEqualTo(10 * EPOCH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1:2", "1:2:3:4", "a:b:", "1:2:x", "::"})
  void refusesAnyOtherText(String text) {
    assertThatThrownBy(() -> TransactionSnapshot.of(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void seesWhatIsOverAndNothingElse() {
    TransactionSnapshot snapshot = TransactionSnapshot.of("10:20:10,14");

    assertThat(snapshot.sees(9)).isTrue();
    assertThat(snapshot.sees(10)).isFalse();
    assertThat(snapshot.sees(13)).isTrue();
    assertThat(snapshot.sees(14)).isFalse();
    assertThat(snapshot.sees(19)).isTrue();
    assertThat(snapshot.sees(20)).isFalse();
    assertThat(snapshot.sees(21)).isFalse();
  }

  @Test
  void knowsTheEpochOfIdsOnBothSidesOfItsEnd() {
    long first = EPOCH - 2;
    TransactionSnapshot snapshot =
        new TransactionSnapshot(first, EPOCH + 5, Set.of(first, EPOCH + 3));

    assertThat(snapshot.sees(low(first - 1))).isTrue();
    assertThat(snapshot.sees(low(first))).isFalse();
    assertThat(snapshot.sees(low(first + 1))).isTrue();
    assertThat(snapshot.sees(3)).isFalse();
    assertThat(snapshot.sees(4)).isTrue();
    assertThat(snapshot.sees(5)).isFalse();
  }

  @Test
  void takesIdsJustBeforeTheEndOfAnEpochAsNotYetOverWhenOnlyLaterOnesAreMissing() {
    TransactionSnapshot snapshot = new TransactionSnapshot(EPOCH - 1, EPOCH - 1, Set.of());

    assertThat(snapshot.sees(low(EPOCH - 2))).isTrue();
    assertThat(snapshot.sees(low(EPOCH - 1))).isFalse();
    assertThat(snapshot.sees(low(EPOCH + 3))).isFalse();
  }

  /** What a snapshot with whole ids says must hold for the low halves, wherever the epoch ends. */
  @Test
  void agreesWithTheWholeIdsForEveryIdThatCanBeInUse() {
    Random random = new Random(20);
    for (int round = 0; round < 20_000; round++) {
      long epoch = random.nextInt(4) * EPOCH;
      long xmin = Math.max(3, epoch + EPOCH - 50 + random.nextInt(100));
      long xmax = xmin + random.nextInt(60);
      Set<Long> running = new HashSet<>();
      for (long id = xmin; id < xmax; id++) {
        if (random.nextInt(4) == 0) {
          running.add(id);
        }
      }
      TransactionSnapshot snapshot =
          TransactionSnapshot.of(
              xmin
                  + ":"
                  + xmax
                  + ":"
                  + running.stream().map(String::valueOf).collect(Collectors.joining(",")));
      long reach = random.nextBoolean() ? 100 : (1L << 31) - 100;
      long id = Math.max(3, xmax - reach + random.nextLong(2 * Math.min(reach, 100)));

      assertThat(snapshot.sees(low(id)))
          .as("%s sees %d", snapshot, id)
          .isEqualTo(id < xmax && !running.contains(id));
    }
  }

  private static long low(long id) {
    return id & 0xFFFF_FFFFL;
  }
}
