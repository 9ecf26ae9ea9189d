package dev.freshet.cache.warming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.cache.Read;
import dev.freshet.catalog.CatalogKeys;
import org.junit.jupiter.api.Test;

class PopularReadsTest {

  private final PopularReads popular = new PopularReads(10);

  @Test
  void theMostReadComesFirst() {
    read(1, 3);
    read(2, 7);
    read(3, 5);
    assertThat(popular.mostRead()).extracting(PopularRead::parameters).containsExactly(2L, 3L, 1L);
  }

  @Test
  void whatIsReadOftenStaysWhenManyOthersAreReadOnce() {
    for (int round = 0; round < 50; round++) {
      for (long id = 1; id <= 5; id++) {
        read(id, 1);
      }
      for (long other = 0; other < 20; other++) {
        read(1_000 + round * 20L + other, 1);
      }
    }
    assertThat(popular.mostRead()).hasSizeLessThanOrEqualTo(10);
    assertThat(popular.mostRead().stream().map(PopularRead::parameters).limit(5))
        .containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void whatWasReadLongAgoWeighsLess() {
    read(1, 7);
    popular.age();
    popular.age();
    read(2, 3);
    assertThat(popular.mostRead()).first().extracting(PopularRead::parameters).isEqualTo(2L);
  }

  @Test
  void knowledgeIsThePartOfTheLimit() {
    assertThat(popular.knowledge()).isZero();
    for (long id = 1; id <= 5; id++) {
      read(id, 1);
    }
    assertThat(popular.knowledge()).isEqualTo(0.5);
    assertThat(new PopularReads(0).knowledge() > 0).isFalse();
  }

  private void read(long id, int times) {
    for (int i = 0; i < times; i++) {
      popular.count(new PopularRead(CatalogKeys.PRODUCT, id, () -> Read.uncached(null)));
    }
  }
}
