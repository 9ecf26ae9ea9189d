package dev.freshet.api.warming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.cache.Read;
import dev.freshet.keys.CacheKey;
import org.junit.jupiter.api.Test;

class PopularReadsTest {

  private final PopularReads popular = new PopularReads(10);

  @Test
  void theMostReadComesFirst() {
    read(1, 3);
    read(2, 7);
    read(3, 5);
    assertThat(popular.mostRead())
        .extracting(PopularRead::key)
        .containsExactly(CacheKey.product(2), CacheKey.product(3), CacheKey.product(1));
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
    assertThat(popular.mostRead().stream().map(PopularRead::key).limit(5))
        .containsExactlyInAnyOrder(
            CacheKey.product(1),
            CacheKey.product(2),
            CacheKey.product(3),
            CacheKey.product(4),
            CacheKey.product(5));
  }

  @Test
  void whatWasReadLongAgoWeighsLess() {
    read(1, 7);
    popular.age();
    popular.age();
    read(2, 3);
    assertThat(popular.mostRead())
        .first()
        .extracting(PopularRead::key)
        .isEqualTo(CacheKey.product(2));
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
      popular.count(new PopularRead(CacheKey.product(id), catalog -> Read.uncached(null)));
    }
  }
}
