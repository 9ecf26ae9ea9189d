package dev.freshet.invalidator.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class CommitVisibilityTest {

  private final Queue<String> snapshots = new ArrayDeque<>();
  private final CommitVisibility visibility =
      new CommitVisibility(
          () -> new VisiblePoint(TransactionSnapshot.of(snapshots.remove()), 7), () -> 120);

  @Test
  void asksOnceIfAllAreVisible() throws Exception {
    snapshots.addAll(List.of("100:101:", "never asked"));

    VisiblePoint point = visibility.await(List.of(99L, 100L));

    assertThat(point.sees(100, 7)).isTrue();
    assertThat(snapshots).containsExactly("never asked");
  }

  @Test
  void asksUntilTheLastIsVisible() throws Exception {
    snapshots.addAll(List.of("100:102:100,101", "101:102:101", "101:103:101", "102:103:"));

    visibility.await(List.of(100L, 101L));

    assertThat(snapshots).isEmpty();
  }

  @Test
  void waitsForAllThatHaveBegunEvenIfNoSnapshotListsThemYet() throws Exception {
    snapshots.addAll(List.of("100:100:", "119:121:119", "120:121:120", "121:121:", "never asked"));

    visibility.awaitAll();

    assertThat(snapshots).containsExactly("never asked");
  }
}
