package dev.freshet.invalidator.listings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Lifetimes;
import dev.freshet.keys.ListingParams;
import dev.freshet.keys.ListingRegistration;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ListingIndexTest {

  private final FakeRegistry registry = new FakeRegistry();
  private int malformed;
  private final ListingIndex index = new ListingIndex(registry, () -> malformed++);

  @Test
  void knowsWhatIsRegistered() throws Exception {
    registry.add(page(1).fields());
    registry.add(page(2).fields());
    index.refresh();
    registry.add(page(3).fields());
    index.refresh();

    assertThat(index.affected()).containsExactlyInAnyOrder(key(1), key(2), key(3));
  }

  @Test
  void readsMoreThanOnePortion() throws Exception {
    for (int page = 1; page <= 2_500; page++) {
      registry.add(page(page).fields());
    }

    index.refresh();

    assertThat(index.affected()).hasSize(2_500).contains(key(1), key(1_000), key(2_500));
  }

  @Test
  void forgetsWhatIsDeletedUntilItIsRegisteredAgain() throws Exception {
    registry.add(page(1).fields());
    registry.add(page(2).fields());
    index.refresh();

    index.forget(List.of(key(1)));
    index.refresh();
    assertThat(index.affected()).containsExactly(key(2));

    registry.add(page(1).fields());
    index.refresh();
    assertThat(index.affected()).containsExactlyInAnyOrder(key(1), key(2));
  }

  @Test
  void isIncompleteAtFirstUnlessTheStreamReachesBackFarEnough() throws Exception {
    registry.add(page(1).fields());
    index.refresh();
    assertThat(index.isComplete()).isFalse();

    registry.now += Lifetimes.REGISTRATION.toMillis();
    ListingIndex later = new ListingIndex(registry, () -> {});
    later.refresh();
    assertThat(later.isComplete()).isTrue();
  }

  @Test
  void isCompleteAfterEverythingWasDeletedAlsoWhenNothingIsRegistered() throws Exception {
    index.refresh();
    assertThat(index.isComplete()).isFalse();

    index.clear();
    index.refresh();
    assertThat(index.isComplete()).isTrue();

    registry.add(page(1).fields());
    index.refresh();
    assertThat(index.isComplete()).isTrue();
    assertThat(index.affected()).containsExactly(key(1));
    assertThat(malformed).isZero();
  }

  @Test
  void noticesThatTheStreamWasLost() throws Exception {
    registry.add(page(1).fields());
    index.refresh();
    index.clear();

    registry.entries.clear();
    registry.now += 1_000;
    registry.add(page(2).fields());
    index.refresh();

    assertThat(index.isComplete()).isFalse();
    assertThat(index.affected()).containsExactly(key(2));
  }

  @Test
  void noticesThatTheStreamWasLostAndIsEmpty() throws Exception {
    registry.add(page(1).fields());
    index.refresh();
    index.clear();

    registry.entries.clear();
    index.refresh();

    assertThat(index.isComplete()).isFalse();
  }

  @Test
  void isIncompleteBehindAnEntryThatIsNoRegistration() throws Exception {
    index.refresh();
    index.clear();
    registry.add(Map.of("hash", "0123456789abcdef", "params", "{}"));
    registry.add(page(1).fields());
    registry.add(Map.of("a", "b"));

    index.refresh();

    assertThat(index.affected()).containsExactly(key(1));
    assertThat(index.isComplete()).isFalse();
    assertThat(malformed).isEqualTo(2);

    index.clear();
    index.refresh();
    assertThat(index.isComplete()).isTrue();
  }

  @Test
  void trimsByAgeButKeepsTheEntryReadLast() throws Exception {
    registry.add(page(1).fields());
    StreamId last = registry.add(page(2).fields());
    index.refresh();
    registry.now += Duration.ofHours(1).toMillis();
    StreamId unread = registry.add(page(3).fields());

    index.trim();

    assertThat(registry.entries).containsOnlyKeys(last, unread);
    assertThat(index.affected()).isEmpty();
    index.refresh();
    assertThat(index.affected()).containsExactly(key(3));
  }

  @Test
  void trimKeepsWhatIsAlive() throws Exception {
    registry.add(page(1).fields());
    registry.now += Lifetimes.REGISTRATION.toMillis();
    registry.add(page(2).fields());
    index.refresh();

    index.trim();

    assertThat(registry.entries).hasSize(2);
    assertThat(index.affected()).containsExactlyInAnyOrder(key(1), key(2));
  }

  private static ListingRegistration page(int page) {
    return ListingParams.of(name -> name.equals("page") ? Integer.toString(page) : null)
        .registration();
  }

  private static CacheKey key(int page) {
    return CacheKey.listing(page(page).hash());
  }
}
