package dev.freshet.invalidator.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class CommitVisibilityTest {

  private final Queue<String> snapshots = new ArrayDeque<>();
  private final Queue<Map<String, String>> writers = new ArrayDeque<>();
  private final CommitVisibility visibility =
      new CommitVisibility(
          () -> new VisiblePoint(TransactionSnapshot.of(snapshots.remove()), 7), writers::remove);

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
  void waitsForThoseThatHadWrittenWhenItBeganAndForNoOthers() throws Exception {
    writers.addAll(
        List.of(
            Map.of("3/7", "a", "4/1", "b"),
            Map.of("3/7", "a", "4/2", "c"),
            Map.of("4/2", "c", "5/9", "d"),
            Map.of("never", "asked")));
    snapshots.addAll(List.of("121:121:", "never asked"));

    visibility.awaitWriters();

    assertThat(writers).hasSize(1);
    assertThat(snapshots).containsExactly("never asked");
  }
}
