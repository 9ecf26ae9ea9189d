package dev.freshet.rules.listings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.catalog.CatalogKeys;
import dev.freshet.catalog.listings.ListedPage;
import dev.freshet.catalog.listings.ListedPages;
import dev.freshet.catalog.listings.ListingParams;
import dev.freshet.keys.CacheKey;
import dev.freshet.keys.Lifetimes;
import dev.freshet.keys.PageContent;
import dev.freshet.keys.RowId;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ListingIndexTest {

  private final FakeRegistry registry = new FakeRegistry();
  private int malformed;
  private final ListingIndex index = new ListingIndex(registry, 3_000, () -> malformed++);

  @Test
  void knowsWhatIsRegistered() throws Exception {
    registry.add(page(1).fields());
    registry.add(page(2).fields());
    index.refresh();
    registry.add(page(3).fields());
    index.refresh();

    assertThat(altered()).containsExactlyInAnyOrder(key(1), key(2), key(3));
  }

  @Test
  void readsMoreThanOnePortion() throws Exception {
    for (int page = 1; page <= 2_500; page++) {
      registry.add(page(page).fields());
    }

    index.refresh();

    assertThat(altered()).hasSize(2_500).contains(key(1), key(1_000), key(2_500));
  }

  @Test
  void forgetsWhatIsDeletedUntilItIsRegisteredAgain() throws Exception {
    registry.add(page(1).fields());
    registry.add(page(2).fields());
    index.refresh();

    index.forget(index.alteredBy(List.of(inserted())));
    index.refresh();
    assertThat(altered()).isEmpty();
    assertThat(index.size()).isZero();

    registry.add(page(1).fields());
    index.refresh();
    assertThat(altered()).containsExactly(key(1));
  }

  @Test
  void isIncompleteAtFirstUnlessTheStreamReachesBackFarEnough() throws Exception {
    registry.add(page(1).fields());
    index.refresh();
    assertThat(index.isComplete()).isFalse();

    registry.now += Lifetimes.REGISTRATION.toMillis();
    ListingIndex later = new ListingIndex(registry, 3_000, () -> {});
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
    assertThat(altered()).containsExactly(key(1));
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
    assertThat(altered()).containsExactly(key(2));
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

    assertThat(altered()).containsExactly(key(1));
    assertThat(index.isComplete()).isFalse();
    assertThat(malformed).isEqualTo(2);

    index.clear();
    index.refresh();
    assertThat(index.isComplete()).isTrue();
  }

  @Test
  void isIncompleteBehindAnOlderCopyOfTheStream() throws Exception {
    registry.add(page(1).fields());
    registry.now += Lifetimes.REGISTRATION.toMillis() + 1;
    StreamId lost = registry.add(page(2).fields());
    index.refresh();
    assertThat(index.isComplete()).isTrue();

    registry.entries.remove(lost);
    registry.add(page(3).fields());
    index.refresh();

    assertThat(index.isComplete()).isFalse();
  }

  @Test
  void aPageIsNotAlteredByProductsThatItDoesNotShow() throws Exception {
    StreamId id = registry.add(page(1).fields());
    registry.add(PageContent.ofProducts(id.toString(), Rows.ids(1L, 2L)).fields());
    StreamId other = registry.add(page(2).fields());
    registry.add(PageContent.ofProducts(other.toString(), Rows.ids(7L)).fields());
    index.refresh();

    assertThat(altered(Rows.updated(Rows.chair(7, 1), Rows.chair(7, 2)))).containsExactly(key(2));
    assertThat(altered(Rows.updated(Rows.chair(8, 1), Rows.chair(8, 2)))).isEmpty();
    assertThat(altered()).containsExactlyInAnyOrder(key(1), key(2));
  }

  @Test
  void everyRegistrationOfAPageCountsUntilItIsDead() throws Exception {
    StreamId cached = registry.add(page(1).fields());
    registry.add(PageContent.ofProducts(cached.toString(), Rows.ids(7L)).fields());
    registry.now += 1_000;
    StreamId heldUp = registry.add(page(1).fields());
    registry.add(PageContent.ofProducts(heldUp.toString(), Rows.ids(8L)).fields());
    index.refresh();
    assertThat(index.size()).isEqualTo(2);

    assertThat(altered(Rows.updated(Rows.chair(7, 1), Rows.chair(7, 2)))).containsExactly(key(1));

    registry.now = cached.millis() + Lifetimes.REGISTRATION.toMillis() + 1;
    index.trim();
    assertThat(index.size()).isEqualTo(1);
    assertThat(altered(Rows.updated(Rows.chair(7, 1), Rows.chair(7, 2)))).isEmpty();
  }

  @Test
  void aDeletedPageIsForgottenWithAllItsRegistrations() throws Exception {
    StreamId first = registry.add(page(1).fields());
    registry.add(PageContent.ofProducts(first.toString(), Rows.ids(7L)).fields());
    registry.add(page(1).fields());
    StreamId late = registry.add(page(2).fields());
    index.refresh();

    index.forget(index.alteredBy(List.of(Rows.updated(Rows.chair(7, 1), Rows.chair(7, 2)))));
    assertThat(index.size()).isZero();

    registry.add(PageContent.ofProducts(late.toString(), Rows.ids(7L)).fields());
    index.refresh();
    assertThat(altered()).isEmpty();
    assertThat(malformed).isZero();
  }

  @Test
  void categoryPagesAreFirstPagesOfTheirCategories() throws Exception {
    StreamId id = registry.add(ListedPages.CATALOG.category(RowId.of(3)).fields());
    registry.add(ListedPages.CATALOG.category(RowId.of(4)).fields());
    registry.add(PageContent.ofProducts(id.toString(), Rows.ids(1L)).fields());
    index.refresh();

    assertThat(altered(Rows.updated(Rows.chair(7, 1), Rows.chair(7, 2)))).isEmpty();
    assertThat(altered(Rows.updated(Rows.chair(1, 1), Rows.chair(1, 2))))
        .containsExactly(CatalogKeys.category(3));
    assertThat(altered(Rows.updated(Rows.in(3, true), Rows.in(4, true))))
        .containsExactlyInAnyOrder(CatalogKeys.category(3), CatalogKeys.category(4));
  }

  @Test
  void contentThatCannotBeReadIsCountedAndThePageMayShowAnything() throws Exception {
    index.refresh();
    index.clear();
    StreamId id = registry.add(page(1).fields());
    registry.add(Map.of("of", id.toString(), "ids", "x y"));
    index.refresh();

    assertThat(index.isComplete()).isTrue();
    assertThat(malformed).isEqualTo(1);
    assertThat(altered(Rows.updated(Rows.chair(7, 1), Rows.chair(7, 2)))).containsExactly(key(1));
  }

  @Test
  void pagesOfOneFilterThatOneChangeAltersAndAnotherDoesNot() throws Exception {
    for (int page = 1; page <= 3; page++) {
      StreamId id = registry.add(page(page).fields());
      registry.add(PageContent.ofProducts(id.toString(), Rows.ids(page)).fields());
    }
    index.refresh();
    ProductChange first = Rows.updated(Rows.chair(1, 1), Rows.chair(1, 2));
    ProductChange second = Rows.updated(Rows.chair(2, 1), Rows.chair(2, 2));

    AlteredPages altered = index.alteredBy(List.of(first, second, first));
    assertThat(altered.keys()).containsExactlyInAnyOrder(key(1), key(2));
    index.forget(altered);
    assertThat(index.size()).isEqualTo(1);
    assertThat(index.alteredBy(List.of(first, second, inserted(), first)).keys())
        .containsExactly(key(3));
  }

  @Test
  void tellsReadersAgainAndAgainThatItIsFullAndOnlyLaterThatThereIsRoom() throws Exception {
    ListingIndex small = new ListingIndex(registry, 10, () -> malformed++);
    for (int page = 1; page <= 10; page++) {
      StreamId id = registry.add(page(page).fields());
      registry.add(PageContent.ofProducts(id.toString(), Rows.ids(page)).fields());
    }
    small.refresh();
    registry.full = false;
    small.refresh();
    assertThat(registry.full).isTrue();

    small.forget(small.alteredBy(List.of(Rows.updated(Rows.chair(1, 1), Rows.chair(1, 2)))));
    small.refresh();
    assertThat(registry.full).isTrue();
    small.forget(small.alteredBy(List.of(Rows.updated(Rows.chair(2, 1), Rows.chair(2, 2)))));
    small.refresh();
    assertThat(registry.full).isFalse();
  }

  @Test
  void isCompleteAfterARestartAlsoWhenNothingWasRegisteredForLong() throws Exception {
    index.refresh();
    for (int minute = 0; minute < 30; minute++) {
      index.refresh();
      index.trim();
      registry.now += Duration.ofSeconds(65).toMillis();
    }

    ListingIndex restarted = new ListingIndex(registry, 10, () -> malformed++);
    restarted.refresh();
    assertThat(restarted.isComplete()).isTrue();
  }

  @Test
  void refusesPagesBeyondTheMostUntilThereIsRoom() throws Exception {
    ListingIndex small = new ListingIndex(registry, 10, () -> malformed++);
    for (int page = 1; page <= 12; page++) {
      registry.add(page(page).fields());
    }
    small.refresh();
    assertThat(small.size()).isEqualTo(10);
    assertThat(small.isFull()).isTrue();
    assertThat(registry.full).isTrue();
    assertThat(small.refused()).containsExactlyInAnyOrder(key(11), key(12));

    small.forgetRefused();
    small.forget(small.alteredBy(List.of(inserted())));
    small.refresh();
    assertThat(small.refused()).isEmpty();
    assertThat(registry.full).isFalse();

    registry.add(page(13).fields());
    small.refresh();
    assertThat(small.alteredBy(List.of(inserted())).keys()).containsExactly(key(13));
  }

  @Test
  void isIncompleteIfTooManyPagesWouldHaveToBeRefusedByName() throws Exception {
    registry.add(page(1).fields());
    registry.now += Lifetimes.REGISTRATION.toMillis() + 1;
    for (int page = 1; page <= 10_000; page++) {
      registry.add(page(page).fields());
    }
    ListingIndex small = new ListingIndex(registry, 1, () -> malformed++);
    small.refresh();
    assertThat(small.isComplete()).isTrue();

    registry.add(page(1).fields());
    small.refresh();
    assertThat(small.refused()).hasSize(10_000);
    assertThat(small.isComplete()).isTrue();

    registry.add(ListedPages.CATALOG.category(RowId.of(1)).fields());
    small.refresh();
    assertThat(small.refused()).hasSize(10_000);
    assertThat(small.isComplete()).isFalse();
  }

  @Test
  void trimsByAgeButKeepsTheEntryReadLast() throws Exception {
    registry.add(page(1).fields());
    StreamId last = registry.add(page(2).fields());
    index.refresh();
    registry.now += Duration.ofHours(1).toMillis();
    StreamId unread = registry.add(page(3).fields());

    index.trim();

    assertThat(registry.entries).containsKeys(last, unread).hasSize(3);
    assertThat(altered()).isEmpty();
    index.refresh();
    assertThat(altered()).containsExactly(key(3));
  }

  @Test
  void trimKeepsWhatIsAlive() throws Exception {
    registry.add(page(1).fields());
    registry.now += Lifetimes.REGISTRATION.toMillis();
    registry.add(page(2).fields());
    index.refresh();

    index.trim();

    assertThat(registry.entries).hasSize(2);
    assertThat(altered()).containsExactlyInAnyOrder(key(1), key(2));
  }

  @Test
  void whatADeletedPageShowsMayBecomeKnownBesideOtherPagesOfItsFilter() throws Exception {
    List<StreamId> ids = new ArrayList<>();
    for (int page = 1; page <= 3; page++) {
      ids.add(registry.add(page(page).fields()));
    }
    registry.add(PageContent.ofProducts(ids.get(0).toString(), Rows.ids(1L)).fields());
    registry.add(PageContent.ofProducts(ids.get(1).toString(), Rows.ids(2L)).fields());
    index.refresh();

    index.forget(index.alteredBy(List.of(Rows.updated(Rows.chair(7, 1), Rows.chair(7, 2)))));
    assertThat(index.size()).isEqualTo(2);
    registry.add(PageContent.ofProducts(ids.get(2).toString(), Rows.ids(7L)).fields());
    index.refresh();

    assertThat(altered()).containsExactlyInAnyOrder(key(1), key(2));
  }

  /** Whatever is wrong with it. */
  @Test
  void anEntryThatCannotBeTakenIsPassedAndNothingCountsUntilAllPagesAreDeleted() throws Exception {
    index.refresh();
    index.clear();
    Map<String, String> failing =
        new AbstractMap<>() {
          @Override
          public Set<Map.Entry<String, String>> entrySet() {
            throw new IllegalStateException("no fields");
          }
        };
    registry.add(failing);
    registry.add(page(1).fields());

    index.refresh();
    assertThat(index.isComplete()).isFalse();
    assertThat(malformed).isEqualTo(1);

    index.clear();
    index.refresh();
    assertThat(index.isComplete()).isTrue();
    assertThat(malformed).isEqualTo(1);
  }

  /** Redis itself gives ids after the last one, whatever its clock says. */
  @Test
  void aStreamWhoseIdsAreLaterThanTheClockIsBegunAnew() throws Exception {
    for (long millis :
        List.of(registry.now + 61_000, 1L << 42, Long.MAX_VALUE, Long.MIN_VALUE, -1L)) {
      index.clear();
      index.refresh();
      registry.entries.put(new StreamId(millis, 1), page(1).fields());
      index.refresh();
      assertThat(altered()).as("at %s", Long.toUnsignedString(millis)).containsExactly(key(1));

      index.trim();

      assertThat(registry.entries).isEmpty();
      index.refresh();
      assertThat(index.isComplete()).isFalse();
      index.clear();
      index.refresh();
      assertThat(index.isComplete()).isTrue();
    }
  }

  @Test
  void aStreamThatBeginsWithALaterIdProvesNothing() throws Exception {
    registry.entries.put(new StreamId(-1L, 0), page(1).fields());

    index.refresh();

    assertThat(index.isComplete()).isFalse();
  }

  /** All pages of its category and of none: all show a new total. */
  private Set<CacheKey> altered() {
    return altered(inserted());
  }

  private Set<CacheKey> altered(ProductChange change) {
    return index.alteredBy(List.of(change)).keys();
  }

  private static ProductChange inserted() {
    return Rows.inserted(Rows.CHAIR);
  }

  private static ListedPage page(int page) {
    return ListedPages.CATALOG.listing(
        ListingParams.of(name -> name.equals("page") ? Integer.toString(page) : null));
  }

  private static CacheKey key(int page) {
    return page(page).key();
  }
}
