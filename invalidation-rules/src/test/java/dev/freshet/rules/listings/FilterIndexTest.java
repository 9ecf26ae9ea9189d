package dev.freshet.rules.listings;

import static dev.freshet.rules.listings.Rows.params;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.freshet.catalog.listings.ListingParams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FilterIndexTest {

  private final Random random = new Random(3);
  private final FilterIndex index = new FilterIndex();

  /** Against a look at all of them; some are removed again on the way. */
  @Test
  void visitsOnceEveryFilterThatARowMayMatch() {
    List<PageFilter> filters = new ArrayList<>();
    long visited = 0;
    long concerned = 0;
    for (int round = 0; round < 4_000; round++) {
      PageFilter asked = new PageFilter(randomParams());
      PageFilter filter = index.intern(asked);
      assertThat(filter).isEqualTo(asked);
      if (filters.stream().noneMatch(known -> known == filter)) {
        filters.add(filter);
      }
      if (random.nextInt(4) == 0) {
        index.remove(filters.remove(random.nextInt(filters.size())));
      }
      @Nullable RowImage before = random.nextInt(5) == 0 ? null : randomRow();
      @Nullable RowImage after = before != null && random.nextInt(5) == 0 ? null : randomRow();
      List<PageFilter> found = new ArrayList<>();
      index.visit(before, after, found::add);
      List<PageFilter> affected =
          filters.stream().filter(f -> f.effect(before, after) != Effect.NONE).toList();
      assertThat(new HashSet<>(found)).hasSameSizeAs(found);
      assertThat(found).containsAll(affected);
      visited += found.size();
      concerned += affected.size();
    }
    assertThat(filters).hasSizeGreaterThan(1_000);
    assertThat(index.all()).containsExactlyInAnyOrderElementsOf(filters);
    assertThat(visited).isLessThan(3 * concerned);
  }

  @Test
  void filtersThatAreAlikeAreOne() {
    PageFilter first = index.intern(new PageFilter(params("q", "Chair", "page", "1")));
    PageFilter second = index.intern(new PageFilter(params("q", "chair", "page", "2")));
    PageFilter other = index.intern(new PageFilter(params("q", "chai")));

    assertThat(second).isSameAs(first);
    assertThat(other).isNotSameAs(first);
    assertThat(index.all()).containsExactlyInAnyOrder(first, other);
  }

  /** A list of all filters with a gram, walked for each of them, would take minutes. */
  @Test
  void manyTermsOfTheSameGramsCostLittleEach() {
    List<PageFilter> filters = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      String term = Integer.toBinaryString(1 << 20 | i).replace('0', 'a').replace('1', 'b');
      filters.add(index.intern(new PageFilter(params("q", term))));
    }
    filters.forEach(index::remove);

    assertThat(index.all()).isEmpty();
  }

  /** Compared with each other, they would take minutes. */
  @Test
  void termsOfEqualHashesCostLittleEach() {
    List<PageFilter> filters = new ArrayList<>();
    for (int i = 0; i < 1 << 16; i++) {
      StringBuilder term = new StringBuilder();
      for (int bit = 0; bit < 16; bit++) {
        term.append((i >> bit & 1) == 0 ? "az" : "b[");
      }
      filters.add(new PageFilter(params("q", term.toString())));
    }
    assertThat(filters.stream().map(PageFilter::hashCode).distinct()).hasSize(1);

    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          filters.forEach(index::intern);
          filters.forEach(index::remove);
        });

    assertThat(index.all()).isEmpty();
  }

  @Test
  void removesWhatItHas() {
    Set<PageFilter> all = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      all.add(index.intern(new PageFilter(randomParams())));
    }

    all.forEach(index::remove);

    assertThat(index.all()).isEmpty();
  }

  private ListingParams randomParams() {
    Map<String, String> query = new HashMap<>();
    if (random.nextBoolean()) {
      query.put("category_id", "" + (1 + random.nextInt(3)));
    }
    if (random.nextBoolean()) {
      query.put("min_price", randomPrice());
    }
    if (random.nextBoolean()) {
      query.put("max_price", randomPrice());
    }
    if (random.nextInt(3) == 0) {
      query.put("in_stock", "" + random.nextBoolean());
    }
    if (random.nextInt(3) == 0) {
      query.put("q", randomText(1 + random.nextInt(5)));
    }
    return ListingParams.of(query::get);
  }

  private String randomPrice() {
    return random.nextInt(10) == 0
        ? "9999999999.99"
        : random.nextInt(300) + "." + (10 + random.nextInt(90));
  }

  private String randomText(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(
          List.of((int) 'a', (int) 'B', (int) 'c', 0x1F600, 0x378, 0x307)
              .get(random.nextInt(20) == 0 ? 3 + random.nextInt(3) : random.nextInt(3)));
    }
    return text.toString();
  }

  private RowImage randomRow() {
    OptionalLong cents =
        random.nextInt(20) == 0 ? OptionalLong.empty() : OptionalLong.of(random.nextInt(31_000));
    return new RowImage(
        new ProductRow(
            ProductId.of(1),
            "S",
            randomText(random.nextInt(12)),
            ProductId.of(1 + random.nextInt(3)),
            cents,
            "EUR",
            random.nextBoolean(),
            OptionalLong.of(0)));
  }
}
