package dev.freshet.rules.listings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GramSetTest {

  @Test
  void mayContainWhatItHasAndLittleElse() {
    Random random = new Random(5);
    GramSet set = new GramSet();
    Set<Long> all = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      long gram = random.nextLong();
      all.add(gram);
      set.add(gram, all);
      if (i % 3 == 0) {
        all.remove(all.iterator().next());
      }
    }

    assertThat(all).allMatch(set::mayContain);
    long others =
        LongStream.range(0, 10_000).map(any -> random.nextLong()).filter(set::mayContain).count();
    assertThat(others).isLessThan(2_000);
  }
}
