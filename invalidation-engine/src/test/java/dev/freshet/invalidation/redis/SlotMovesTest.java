package dev.freshet.invalidation.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SlotMovesTest {

  private static final ClusterSlots AT_A = at("a");
  private static final ClusterSlots AT_B = at("b");
  private static final ClusterSlots AT_C = at("c");
  private static final ClusterSlots FROM_A_TO_B = moving("a", "b");

  @Test
  void oneScanIsEnoughWithoutACluster() {
    ClusterSlots none = new ClusterSlots(Map.of());

    assertThat(new SlotMoves(none).mayHaveHidden(none)).isFalse();
  }

  @Test
  void oneScanIsEnoughWhileNothingMoves() {
    assertThat(new SlotMoves(AT_A).mayHaveHidden(AT_A)).isFalse();
  }

  @Test
  void aSlotThatHasMovedIsFoundWhereItStays() {
    SlotMoves moves = new SlotMoves(AT_A);

    assertThat(moves.mayHaveHidden(AT_B)).isTrue();
    assertThat(moves.mayHaveHidden(AT_B)).isFalse();
  }

  @Test
  void twoScansAreEnoughForASlotThatIsOnItsWay() {
    SlotMoves moves = new SlotMoves(FROM_A_TO_B);

    assertThat(moves.mayHaveHidden(FROM_A_TO_B)).isTrue();
    assertThat(moves.mayHaveHidden(FROM_A_TO_B)).isFalse();
  }

  @Test
  void aMoveMayBeginInOneScanAndEndInTheNext() {
    SlotMoves moves = new SlotMoves(AT_A);

    assertThat(moves.mayHaveHidden(FROM_A_TO_B)).isTrue();
    assertThat(moves.mayHaveHidden(AT_B)).isFalse();
  }

  @Test
  void whatMovesTwiceIsScannedUntilItStays() {
    SlotMoves moves = new SlotMoves(AT_A);

    assertThat(moves.mayHaveHidden(AT_B)).isTrue();
    assertThat(moves.mayHaveHidden(AT_A)).isTrue();
    assertThat(moves.mayHaveHidden(AT_C)).isTrue();
    assertThat(moves.mayHaveHidden(AT_C)).isFalse();
  }

  @Test
  void aSlotThatMovesOnceItWasScannedNeedsNoOther() {
    SlotMoves moves = new SlotMoves(new ClusterSlots(Map.of(1, place("a"), 2, place("a"))));

    assertThat(moves.mayHaveHidden(new ClusterSlots(Map.of(1, place("b"), 2, place("a")))))
        .isTrue();
    assertThat(moves.mayHaveHidden(new ClusterSlots(Map.of(1, place("b"), 2, place("b")))))
        .isFalse();
  }

  @Test
  void aSlotThatNobodyNamesForAWhileIsScannedAgain() {
    SlotMoves moves = new SlotMoves(AT_A);

    assertThat(moves.mayHaveHidden(new ClusterSlots(Map.of()))).isTrue();
    assertThat(moves.mayHaveHidden(AT_A)).isTrue();
    assertThat(moves.mayHaveHidden(AT_A)).isFalse();
  }

  @Test
  void eachMasterIsBelievedAboutItself() {
    ClusterSlots slots =
        ClusterSlots.of(
            List.of(
                """
                a 127.0.0.1:1@11 myself,master - 0 0 1 connected 0-2 7 [1->-b] [9-<-c]
                b 127.0.0.1:2@12 master - 0 0 2 connected 3-6
                """,
                """
                a 127.0.0.1:1@11 master - 0 0 1 connected 0-7
                b 127.0.0.1:2@12,name myself,master - 0 0 2 connected 3-4
                d 127.0.0.1:4@14 master - 0 0 2 connected
                """));

    assertThat(slots.places())
        .containsOnly(
            Map.entry(0, place("a")),
            Map.entry(1, new ClusterSlots.Place("a", "b")),
            Map.entry(2, place("a")),
            Map.entry(7, place("a")),
            Map.entry(3, place("b")),
            Map.entry(4, place("b")));
  }

  private static ClusterSlots at(String node) {
    return moving(node, node);
  }

  private static ClusterSlots moving(String node, String target) {
    return new ClusterSlots(Map.of(1, new ClusterSlots.Place(node, target)));
  }

  private static ClusterSlots.Place place(String node) {
    return new ClusterSlots.Place(node, node);
  }
}
