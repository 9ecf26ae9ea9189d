package dev.freshet.invalidation.visibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.rules.Lookup;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CommitVisibilityTest {

  private final Queue<String> snapshots = new ArrayDeque<>();
  private final Queue<Map<Long, String>> writers = new ArrayDeque<>();
  private final CommitVisibility visibility =
      new CommitVisibility(
          new Transactions() {
            @Override
            public VisiblePoint now() {
              String last = snapshots.size() > 1 ? snapshots.remove() : snapshots.element();
              return new VisiblePoint(TransactionSnapshot.of(last), 7);
            }

            @Override
            public Looked lookUp(Collection<Lookup> lookups, int maxFanout) {
              return new Looked(now(), Map.of(), Set.of());
            }

            @Override
            public Map<Long, String> writers() {
              return writers.remove();
            }

            @Override
            public Map<Long, String> describe(Collection<Long> xids) {
              return Map.of(101L, "process 7 of database shop");
            }
          });

  @Test
  void asksOnceIfAllAreVisible() throws Exception {
    snapshots.addAll(List.of("100:101:", "never asked"));

    VisiblePoint point = visibility.await(List.of(99L, 100L));

    assertThat(point.sees(100, 7)).isTrue();
    assertThat(snapshots).containsExactly("never asked");
  }

  @Test
  void asksUntilTheLastIsVisible() throws Exception {
    snapshots.addAll(
        List.of("100:102:100,101", "101:102:101", "101:103:101", "102:103:", "never asked"));

    visibility.await(List.of(100L, 101L));

    assertThat(snapshots).containsExactly("never asked");
  }

  @Test
  void saysAfterAWhileForWhomItWaits() {
    snapshots.add("100:103:101,102");

    assertThatThrownBy(() -> visibility.await(List.of(100L, 101L, 102L)))
        .isInstanceOf(NotVisibleException.class)
        .hasMessageContaining("process 7 of database shop, transaction 102")
        .hasMessageNotContaining("100");
  }

  @Test
  void waitsForThoseThatHadWrittenWhenItBeganAndForNoOthers() throws Exception {
    writers.add(Map.of(100L, "a", 101L, "b"));
    snapshots.addAll(List.of("100:102:100,101", "100:103:100,102", "102:103:102", "never asked"));

    assertThat(visibility.awaitWriters()).isEmpty();

    assertThat(snapshots).containsExactly("never asked");
  }

  @Test
  void saysWhichOfThemGoOnAfterAWhile() throws Exception {
    writers.add(Map.of(100L, "a", 101L, "b"));
    snapshots.addAll(List.of("100:102:100,101", "101:102:101"));

    assertThat(visibility.awaitWriters()).isEqualTo(Map.of(101L, "b"));
  }
}
