package dev.freshet.invalidation.near;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.invalidation.cache.CacheException;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Kind;
import dev.freshet.keys.near.NearDeletion;
import dev.freshet.keys.near.NearMessage;
import dev.freshet.keys.near.NearTerms;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeasedCopiesTest {

  private static final CacheKey KEY = key(1);

  private long nanos;
  private final FakeNearStore store = new FakeNearStore();
  private final LeasedCopies copies = new LeasedCopies(store, () -> nanos);

  @Test
  void withoutMembersNothingIsSent() throws Exception {
    copies.begin("run", "nodes", false);
    store.log.clear();
    copies.deleted(List.of(KEY));
    copies.purged();

    assertThat(copies.publish()).hasValue(0);
    assertThat(copies.isSettled(0)).isTrue();
    assertThat(store.log).isEmpty();
  }

  @Test
  void withoutMembersNothingIsKeptForThoseToCome() throws Exception {
    copies.begin("run", "nodes", false);
    copies.deleted(List.of(KEY));
    copies.publish();
    join("a");

    assertThat(copies.publish()).hasValue(0);
    assertThat(store.published).isEmpty();
  }

  @Test
  void allThatWasDeletedIsInOneEntry() throws Exception {
    copies.begin("run", "nodes", false);
    join("a");
    copies.deleted(List.of(KEY));
    copies.deleted(List.of(key(2)));

    assertThat(copies.publish()).hasValue(1);
    assertThat(copies.publish()).hasValue(1);
    assertThat(store.published)
        .containsExactly(
            new NearDeletion("run", 1, Set.of(NearDeletion.hash(KEY), NearDeletion.hash(key(2)))));
    assertThat(copies.isSettled(1)).isFalse();
  }

  @Test
  void aPurgeAndTooManyKeysAreEverything() throws Exception {
    copies.begin("run", "nodes", false);
    join("a");
    copies.deleted(List.of(KEY));
    copies.purged();
    copies.publish();
    copies.deleted(
        IntStream.rangeClosed(0, NearTerms.MOST_KEYS).mapToObj(LeasedCopiesTest::key).toList());
    copies.publish();

    assertThat(store.published)
        .containsExactly(
            new NearDeletion("run", 1, Set.of()), new NearDeletion("run", 2, Set.of()));
  }

  @Test
  void whatCouldNotBePublishedIsInAnEntryWithAnotherNumber() throws Exception {
    copies.begin("run", "nodes", false);
    join("a");
    copies.deleted(List.of(KEY));
    store.failures = 1;
    assertThatThrownBy(copies::publish).isInstanceOf(CacheException.class);

    assertThat(copies.publish()).hasValue(2);
    assertThat(store.published)
        .containsExactly(new NearDeletion("run", 2, Set.of(NearDeletion.hash(KEY))));
  }

  @Test
  void whereAnotherRunGoesOnNothingIsPublished() throws Exception {
    copies.begin("run", "nodes", false);
    join("a");
    store.run = "other";
    copies.deleted(List.of(KEY));

    assertThat(copies.publish()).isEmpty();
  }

  @Test
  void renewalsAreGrantedAndThoseThatAreGoneForgotten() throws Exception {
    copies.begin("run", "nodes", false);
    join("a");
    assertThat(store.grants).isEqualTo(Map.of("a", 1L));
    assertThat(store.isNoted).isTrue();
    hear(new NearMessage("a", "run", 2, 0));
    assertThat(store.grants).isEqualTo(Map.of("a", 2L));

    hear(new NearMessage("a", "run", NearMessage.LEAVING, 0));

    assertThat(store.grants).isEmpty();
    assertThat(store.isNoted).isFalse();
  }

  @Test
  void aRunThatFindsNoLeasesDoesNotWait() throws Exception {
    copies.begin("run", "nodes", false);

    assertThat(copies.isSettled(0)).isTrue();
  }

  @Test
  void aRunThatFindsLeasesNotedWaitsForTheirEndAndTakesTheNoteOff() throws Exception {
    store.isNoted = true;
    copies.begin("run", "nodes", false);
    copies.answer();
    assertThat(copies.isSettled(0)).isFalse();
    assertThat(store.isNoted).isTrue();

    nanos += NearTerms.TERM.toNanos();
    copies.answer();

    assertThat(copies.isSettled(0)).isTrue();
    assertThat(store.isNoted).isFalse();
  }

  @Test
  void aRunThatCannotKnowWaits() throws Exception {
    copies.begin("run", "nodes", true);

    assertThat(copies.isSettled(0)).isFalse();
  }

  @Test
  void aNewRunKnowsNobody() throws Exception {
    copies.begin("run", "nodes", false);
    join("a");
    copies.deleted(List.of(KEY));
    store.run = "next";
    copies.begin("next", "nodes", false);
    nanos += NearTerms.TERM.toNanos();

    assertThat(copies.publish()).hasValue(0);
    assertThat(copies.sessions()).isZero();
    assertThat(store.published).isEmpty();
  }

  private void join(String session) throws InterruptedException {
    hear(new NearMessage(session, "run", 1, 0));
  }

  private void hear(NearMessage message) throws InterruptedException {
    store.messages.add(message);
    copies.answer();
  }

  private static CacheKey key(int id) {
    return new CacheKey(new Kind("product"), "product:" + id);
  }

  /** Redis in memory. */
  private static final class FakeNearStore implements NearStore {

    final List<String> log = new ArrayList<>();
    final List<NearDeletion> published = new ArrayList<>();
    final List<NearMessage> messages = new ArrayList<>();
    final Map<String, Long> grants = new TreeMap<>();
    String run = "run";
    boolean isNoted;
    int failures;

    @Override
    public boolean publish(NearDeletion entry) {
      log.add("publish");
      if (failures > 0) {
        failures--;
        throw new CacheException("Redis: down", false, new IllegalStateException());
      }
      if (!entry.run().equals(run)) {
        return false;
      }
      published.add(entry);
      return true;
    }

    @Override
    public boolean grant(String by, Map<String, Long> renewals, Collection<String> gone) {
      log.add("grant");
      if (!by.equals(run)) {
        return false;
      }
      grants.keySet().removeAll(new TreeSet<>(gone));
      grants.putAll(renewals);
      isNoted = isNoted || !renewals.isEmpty();
      return true;
    }

    @Override
    public boolean takeOver(String nodes) {
      log.add("take over");
      grants.clear();
      return isNoted;
    }

    @Override
    public void forgetGrants(String by) {
      log.add("forget");
      isNoted = isNoted && !by.equals(run);
    }

    @Override
    public List<NearMessage> receive() {
      List<NearMessage> received = List.copyOf(messages);
      messages.clear();
      return received;
    }
  }
}
